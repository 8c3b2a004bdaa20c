/**
 * Which Terraform run this provider process serves, and what that was asked to do.
 *
 * Terraform plans every create twice, in two provider processes, and tells the second nothing of what the first
 * answered. Both come from one `terraform` process, or (a saved plan) from two with the plan file between them: that is
 * what ties them together, and so lets the second recall what the first previewed.
 */
import { join, resolve } from 'node:path';
import type { PlanRun } from '../src/model/plan.ts';

/** What is asked of the operating system. Everything answers null where the system does not say. */
export interface ProcessFacts {
  readonly ppid: number;
  readonly cwd: string;
  parentOf(pid: number): number | null;
  /** Text that differs between two processes that had the same id at different times. */
  startOf(pid: number): string | null;
  /** Program and arguments. */
  argumentsOf(pid: number): readonly string[] | null;
  /** The first two bytes of a file and when it was written. */
  inspectFile(path: string): { readonly magic: string; readonly modified_ms: number } | null;
  /** The text of a small file. */
  readText(path: string): string | null;
  environment(name: string): string | null;
}

export interface TerraformCommand {
  readonly pid: number;
  /** Program and arguments; empty where the system does not say. */
  readonly args: readonly string[];
  /** `plan`, `apply`, ...; null when not known. */
  readonly subcommand: string | null;
  /** It destroys everything: what does not fit today is none of its business. */
  readonly destroying: boolean;
  /** Somebody asked for a replacement (`-replace`). */
  readonly replacing: boolean;
  /** It reads every object before planning its change. */
  readonly refreshing: boolean;
  /** How many calls it makes at once. */
  readonly parallelism: number;
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
/** With a version behind it, as version managers like to call it; never terraform-provider-rah. */
const TERRAFORM = /^(?:terraform|tofu|opentofu)(?:[-_.]?v?\d[\w.-]*)?(?:\.exe)?$/;
const MAX_LEVELS = 4;
const DEFAULT_PARALLELISM = 10;

export function terraformCommand(facts: ProcessFacts): TerraformCommand {
  const pid = terraformProcess(facts);
  const args = facts.argumentsOf(pid) ?? [];
  const at = subcommandIndex(args);
  const subcommand = args[at] ?? null;
  const flags = [...args.slice(at + 1), ...flagsOfEnvironment(facts, subcommand)];
  const isSet = (name: string) => flags.some((flag) => new RegExp(`^--?${name}(=(true|1|t))?$`, 'i').test(flag));
  const parallelism = Number(flags.join(' ').match(/(?:^| )--?parallelism[= ](\d+)/)?.[1]);
  return {
    pid,
    args,
    subcommand,
    destroying:
      subcommand === 'destroy' || (['plan', 'apply', 'refresh'].includes(subcommand ?? '') && isSet('destroy')),
    replacing: args.length === 0 || flags.some((flag) => /^--?replace\b/.test(flag)),
    refreshing: args.length > 0 && !flags.some((flag) => /^--?refresh=(false|0|f)$/i.test(flag)),
    parallelism: parallelism >= 1 ? parallelism : DEFAULT_PARALLELISM,
  };
}

/** @param planId the provider's `plan_id`, when set and known */
export function planRun(facts: ProcessFacts, command: TerraformCommand, planId: string | null): PlanRun {
  const start = facts.startOf(command.pid);
  return {
    process: start === null ? `${command.pid}` : `${command.pid}:${start}`,
    plan_id: planId,
    owner: owner(facts),
    recall: savedPlan(facts, command),
    many_plans: command.subcommand === 'test' || command.subcommand === 'console',
  };
}

/** Wrappers (a debugger, strace, a shell) may stand between terraform and us. */
function terraformProcess(facts: ProcessFacts): number {
  let pid: number | null = facts.ppid;
  for (let level = 0; level < MAX_LEVELS && pid !== null && pid > 1; level += 1) {
    const program = facts.argumentsOf(pid)?.[0] ?? '';
    if (TERRAFORM.test(program.split(/[\\/]/).at(-1) ?? '')) return pid;
    pid = facts.parentOf(pid);
  }
  return facts.ppid;
}

/** Who asks: a directory, with the workspace unless that is the default one. */
function owner(facts: ProcessFacts): string {
  const selected = workspace(facts);
  return selected === null ? facts.cwd : `${facts.cwd}#${selected}`;
}

function dataDirectory(facts: ProcessFacts): string {
  return resolve(facts.cwd, facts.environment('TF_DATA_DIR') ?? '.terraform');
}

/** Null for the default one. */
function workspace(facts: ProcessFacts): string | null {
  const environment = join(dataDirectory(facts), 'environment');
  const selected = facts.environment('TF_WORKSPACE') ?? facts.readText(environment)?.trim() ?? '';
  return selected === '' || selected === 'default' ? null : selected;
}

/**
 * The state that Terraform goes by, as text; empty when there is none yet. Null where it cannot be told: another
 * backend, another file (`-state`), a command that keeps it in memory (`test`), a file that is being written.
 */
export function localState(facts: ProcessFacts, { args, subcommand }: TerraformCommand): string | null {
  if (subcommand !== 'plan' && subcommand !== 'apply') return null;
  if (args.some((argument) => /^--?state(-out)?(=|$)/.test(argument))) return null;
  if (facts.readText(join(dataDirectory(facts), 'terraform.tfstate')) !== null) return null;
  const selected = workspace(facts);
  const directory = selected === null ? facts.cwd : join(facts.cwd, 'terraform.tfstate.d', selected);
  const text = facts.readText(join(directory, 'terraform.tfstate'));
  return text === null || text.trimEnd().endsWith('}') ? (text ?? '') : null;
}

function savedPlan(facts: ProcessFacts, { args }: TerraformCommand): PlanRun['recall'] {
  const argument = planFileArgument(args);
  if (argument === null) return null;
  // With -chdir Terraform has changed directory before it started us, so our directory is the one it resolves against.
  const file = facts.inspectFile(resolve(facts.cwd, argument));
  // A plan file is a zip archive. Anything else is a mistake that Terraform itself reports.
  return file !== null && file.magic === 'PK' ? { before_ms: file.modified_ms } : null;
}

function subcommandIndex(args: readonly string[]): number {
  let index = 1;
  while (index < args.length && args[index]?.startsWith('-')) index += 1;
  return index;
}

/** Terraform takes flags from there too. */
function flagsOfEnvironment(facts: ProcessFacts, subcommand: string | null): string[] {
  return ['TF_CLI_ARGS', `TF_CLI_ARGS_${subcommand}`].flatMap(
    (name) => facts.environment(name)?.split(/\s+/).filter(Boolean) ?? [],
  );
}

/** The plan file of `terraform [global flags] apply [flags] PLANFILE`; null for every other command line. */
export function planFileArgument(args: readonly string[]): string | null {
  let index = subcommandIndex(args);
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
