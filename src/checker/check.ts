import type { Violation } from '../model/check-report.ts';
import { checkAllocation } from './allocation-rules.ts';
import { checkMapping } from './mapping-rules.ts';
import { checkReferences } from './reference-rules.ts';
import type { Snapshot } from './snapshot.ts';
import { checkSpace } from './space-rules.ts';

/**
 * Judges all records of a fabric. Shares no code with the planner or the policy,
 * so that a mistake there cannot hide itself here.
 */
export function checkSnapshot(snapshot: Snapshot): Violation[] {
  const violations: Violation[] = [];
  const report = (rule: string, subject: string, message: string): void => {
    violations.push({ rule, subject, message });
  };
  checkSpace(snapshot, report);
  for (const record of snapshot.allocations) {
    checkAllocation(snapshot, record, report);
    checkMapping(record.body, report);
  }
  checkReferences(snapshot, report);
  return violations;
}
