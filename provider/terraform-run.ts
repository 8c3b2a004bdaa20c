/**
 * Which Terraform run this provider process serves.
 *
 * Terraform plans every create twice, in two provider processes, and tells the second nothing of what the first
 * answered. Both are children of one `terraform` process, or (a saved plan) of two with the plan file between them: that
 * is what ties them together, and so lets the second recall what the first previewed.
 */
import { resolve } from 'node:path';
import type { PlanRun } from '../src/model/plan.ts';

/** What is asked of the operating system. Everything answers null where the system does not say. */
export interface ProcessFacts {
  readonly ppid: number;
  readonly cwd: string;
  /** Text that differs between two processes that had the same id at different times. */
  startOf(pid: number): string | null;
  /** Program and arguments. */
  argumentsOf(pid: number): readonly string[] | null;
  /** The first two bytes of a file and when it was written. */
  inspectFile(path: string): { readonly magic: string; readonly modified_ms: number } | null;
}

/** `terraform apply` flags whose value may stand in the next argument; all others are boolean or written with `=`. */
const FLAGS_WITH_VALUE = new Set([
  'var',
  'var-file',
  'target',
  'exclude',
  'replace',
  'state',
  'state-out',
  'backup',
  'parallelism',
  'lock-timeout',
]);

/** @param planId the provider's `plan_id`, when set and known */
export function planRun(facts: ProcessFacts, planId: string | null): PlanRun {
  const owner = facts.cwd;
  if (planId !== null) return { id: planId, owner, recall: null };
  const start = facts.startOf(facts.ppid);
  const id = start === null ? `${facts.ppid}` : `${facts.ppid}:${start}`;
  return { id, owner, recall: savedPlan(facts) };
}

function savedPlan(facts: ProcessFacts): PlanRun['recall'] {
  const argument = planFileArgument(facts.argumentsOf(facts.ppid) ?? []);
  if (argument === null) return null;
  // With -chdir Terraform has changed directory before it started us, so our directory is the one it resolves against.
  const file = facts.inspectFile(resolve(facts.cwd, argument));
  // A plan file is a zip archive. Anything else is a mistake that Terraform itself reports.
  return file !== null && file.magic === 'PK' ? { before_ms: file.modified_ms } : null;
}

/** The plan file of `terraform [global flags] apply [flags] PLANFILE`; null for every other command line. */
export function planFileArgument(args: readonly string[]): string | null {
  let index = 1;
  while (index < args.length && args[index]?.startsWith('-')) index += 1;
  if (args[index] !== 'apply') return null;
  for (index += 1; index < args.length; index += 1) {
    const argument = args[index] as string;
    if (argument === '--') return args[index + 1] ?? null;
    if (!argument.startsWith('-') || argument === '-') return argument;
    const name = argument.replace(/^--?/, '');
    if (!name.includes('=') && FLAGS_WITH_VALUE.has(name)) index += 1;
  }
  return null;
}
