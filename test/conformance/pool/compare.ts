import { type PoolAnswer, type PoolMachine, STATUS_CALLS } from '../../../src/policy/pool/machine.ts';
import type { Implementation } from './implementations.ts';
import { checkInvariants } from './invariants.ts';
import { checkPlan } from './plan-check.ts';
import { OperationSource } from './random-operations.ts';
import { hashOf, perform, type Step } from './steps.ts';

/** Modules from which the hash is compared only every LARGE_EVERY calls. */
const LARGE = 48;
const LARGE_EVERY = 16;
const TAIL = 12;
const RETURNS_STATUS: ReadonlySet<string> = new Set(STATUS_CALLS);
const PLANS: ReadonlySet<string> = new Set(['rah_pool_drain', 'rah_pool_rebalance']);

export interface ComparisonOptions {
  readonly seed: number;
  readonly operations: number;
  /** Every so many calls the invariants are checked; 0 = never. */
  readonly invariantsEvery: number;
  readonly poolSteps?: number;
}

export interface Comparison {
  readonly operations: number;
  /** By call: how often, and how often status 0 or a module. */
  readonly calls: ReadonlyMap<string, { readonly times: number; readonly succeeded: number }>;
}

/** Two implementations that do not agree, or a broken invariant: with the calls that led there. */
export class Difference extends Error {
  readonly #steps: readonly Step[];

  constructor(message: string, steps: readonly Step[]) {
    super(message);
    this.name = 'Difference';
    this.#steps = steps;
  }

  /** From the last begin on. */
  steps(): readonly Step[] {
    return this.#steps;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function textOf({ status, detail, output }: PoolAnswer): string {
  return `status ${status}, detail ${detail}, ${output.length} bytes ${hex(output).slice(0, 600)}`;
}

/** `alsoStanding`: what stands at the output must agree too. */
function isSame(a: PoolAnswer, b: PoolAnswer, alsoStanding: boolean): boolean {
  if (a.status !== b.status) return false;
  if (!alsoStanding) return true;
  if (a.detail !== b.detail || a.output.length !== b.output.length) return false;
  return Buffer.compare(a.output, b.output) === 0;
}

function stepText({ call, args, input }: Step): string {
  return `${call}(${args.join(', ')}) ${hex(input).slice(0, 400)}`;
}

/** Runs one random sequence on fresh machines of all implementations. Throws Difference. */
export function compareImplementations(all: readonly Implementation[], options: ComparisonOptions): Comparison {
  const machines: readonly PoolMachine[] = all.map(({ create }) => create());
  const [first, ...others] = machines as [PoolMachine, ...PoolMachine[]];
  const source = new OperationSource(options.seed, options.poolSteps);
  const calls = new Map<string, { times: number; succeeded: number }>();
  let steps: Step[] = [];
  // The invariants are read on one machine, with calls that leave other output there until the next call with a status.
  let isDisturbed = false;

  function fail(index: number, what: string): never {
    const tail = steps.slice(-TAIL).map(stepText).join('\n');
    throw new Difference(`seed ${options.seed}, call ${index} (${steps.length} of its pool): ${what}\n${tail}`, steps);
  }

  for (let index = 0; index < options.operations; index++) {
    const step = source.next();
    if (step.call === 'rah_pool_begin') steps = [];
    steps.push(step);
    if (RETURNS_STATUS.has(step.call)) isDisturbed = false;
    const answer = perform(first, step);
    const isLarge = source.model.modules > LARGE;
    const wantsHash = !isLarge || index % LARGE_EVERY === 0;
    const hash = wantsHash ? hashOf(first) : 0n;
    for (const [k, other] of others.entries()) {
      const found = perform(other, step);
      const name = all[k + 1]?.name;
      if (!isSame(answer, found, !isDisturbed))
        fail(index, `${all[0]?.name}: ${textOf(answer)}\n${name}: ${textOf(found)}`);
      if (wantsHash && hashOf(other) !== hash) fail(index, `${name} has another state hash than ${all[0]?.name}`);
    }
    if (PLANS.has(step.call) && answer.status === 0) {
      const broken = checkPlan(first, source, step, answer.output);
      if (broken !== null) fail(index, broken);
    }
    source.learn(step, answer);
    const count = calls.get(step.call) ?? { times: 0, succeeded: 0 };
    count.times++;
    if (step.call === 'rah_pool_take' ? Number(answer.status) >= 0 : answer.status === 0) count.succeeded++;
    calls.set(step.call, count);
    if (options.invariantsEvery > 0 && index % options.invariantsEvery === 0) {
      isDisturbed = true;
      const broken = checkInvariants(others[0] ?? first, source);
      if (broken !== null) fail(index, broken);
    }
  }
  return { operations: options.operations, calls };
}
