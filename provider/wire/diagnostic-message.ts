/** Diagnostics and paths of the framework → messages. */
import type { Diagnostics } from '../framework/diagnostics.ts';
import type { Path } from '../values/path.ts';
import { type AttributePath, type Diagnostic, Diagnostic_Severity } from './generated/tfplugin6.ts';

export function pathMessage(path: Path): AttributePath {
  return {
    steps: path.map((step) => {
      if ('attribute' in step) return { selector: { $case: 'attributeName', value: step.attribute } };
      if ('key' in step) return { selector: { $case: 'elementKeyString', value: step.key } };
      return { selector: { $case: 'elementKeyInt', value: step.index } };
    }),
  };
}

export function diagnosticMessages(diagnostics: Diagnostics): Diagnostic[] {
  return diagnostics.items.map((item) => ({
    severity: item.severity === 'error' ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary: item.summary,
    detail: item.detail,
    attribute: item.path === null ? undefined : pathMessage(item.path),
  }));
}
