import { describe, expect, it } from 'vitest';
import { STATUS_CALLS } from '../../../src/policy/pool/machine.ts';
import { ReferencePoolMachine } from '../../../src/policy/pool/reference/machine.ts';
import { compareImplementations } from './compare.ts';
import { implementations } from './implementations.ts';
import { OperationSource } from './random-operations.ts';
import { perform } from './steps.ts';

const OPERATIONS = 5000;
const SEEDS = [1, 2, 3, 4, 5, 6];
/** Of the others, tune is too slow to come often. */
const ALWAYS = STATUS_CALLS.filter((call) => call !== 'rah_pool_tune');

describe('random calls', () => {
  it.each(SEEDS)('seed %i: all implementations answer alike, and no invariant breaks', (seed) => {
    const { calls } = compareImplementations(implementations(), { seed, operations: OPERATIONS, invariantsEvery: 1 });
    for (const call of ALWAYS) expect(calls.get(call)?.succeeded ?? 0, call).toBeGreaterThan(0);
  });

  it('the same seed makes the same calls', () => {
    const runs = [0, 1].map(() => {
      const machine = new ReferencePoolMachine();
      const source = new OperationSource(99);
      return Array.from({ length: 500 }, () => {
        const step = source.next();
        source.learn(step, perform(machine, step));
        return `${step.call} ${step.args} ${Buffer.from(step.input).toString('hex')}`;
      });
    });
    expect(runs[0]).toEqual(runs[1]);
  });
});
