import type { CheckReport } from '../../model/check-report.ts';
import type { CommandDefinition } from '../command.ts';
import { count } from '../quantity.ts';
import type { Style } from '../style.ts';
import { printable, renderTable } from '../table.ts';

export const check: CommandDefinition = {
  name: 'check',
  summary: 'judge the whole fabric: overlaps, lost capacity, broken records',
  examples: ['rah check', 'rah check --json', 'rah check --fabric lab.yaml || echo "something is wrong"'],
  async run({ output, withFabric }) {
    const report = await withFabric((client) => client.check());
    output.answer(report, (style) => describe(report, style));
    return report.violations.length === 0 ? 0 : 1;
  },
};

const MAX_LISTED = 6;

function describe(report: CheckReport, style: Style): string {
  const { violations, concerns, unacknowledged } = report;
  let text = `revision ${report.revision}: ${count(report.drms, 'DRM')}, ${count(report.allocations, 'allocation')}\n`;
  if (violations.length > 0) {
    text += renderTable(
      [
        { title: 'RULE', text: (row) => row.rule, paint: () => style.bad },
        { title: 'SUBJECT', text: (row) => row.subject },
        { title: 'WHAT IS WRONG', text: (row) => row.message },
      ],
      violations,
      style,
    );
  }
  text += `${(violations.length === 0 ? style.good : style.bad)(`violations: ${violations.length}`)}\n`;
  for (const { allocation, message } of concerns.slice(0, MAX_LISTED)) {
    text += `${style.strong('note:')} ${printable(allocation)}: ${printable(message)}\n`;
  }
  if (concerns.length > MAX_LISTED) text += `${style.faint(`and ${concerns.length - MAX_LISTED} more such notes`)}\n`;
  if (unacknowledged.length > 0) {
    const shown = unacknowledged.slice(0, MAX_LISTED).map(printable).join(', ');
    const more = unacknowledged.length > MAX_LISTED ? ` and ${unacknowledged.length - MAX_LISTED} more` : '';
    const whose = unacknowledged.length === 1 ? 'it' : 'them';
    const note = `note: ${count(unacknowledged.length, 'allocation')} not read back yet by whoever asked for ${whose}`;
    text += `${style.faint(`${note}: ${shown}${more}`)}\n`;
  }
  return text;
}
