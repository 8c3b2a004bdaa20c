import type { Extent } from '../../../src/model/placement.ts';
import {
  type Decision,
  type MapInput,
  type PolicyCore,
  PolicyError,
  type PolicyRequest,
} from '../../../src/policy/core.ts';

/** One call of a PolicyCore as plain data. */
export type Operation =
  | { readonly op: 'select' | 'place'; readonly request: PolicyRequest }
  | { readonly op: 'claim' | 'release'; readonly module: number; readonly extents: readonly Extent[] }
  | { readonly op: 'extend'; readonly module: number; readonly after: number; readonly extra: number }
  | { readonly op: 'setSchedulable'; readonly module: number; readonly schedulable: boolean }
  | { readonly op: 'map'; readonly input: MapInput };

/** What the call answered: a result (null where there is none), or the status of its PolicyError. */
export type Outcome = { readonly result: unknown } | { readonly status: number };

function call(core: PolicyCore, operation: Operation): unknown {
  switch (operation.op) {
    case 'select':
      return core.select(operation.request);
    case 'place':
      return core.place(operation.request);
    case 'claim':
      return core.claim(operation.module, operation.extents) ?? null;
    case 'release':
      return core.release(operation.module, operation.extents) ?? null;
    case 'extend':
      return core.extend(operation.module, operation.after, operation.extra);
    case 'setSchedulable':
      return core.setSchedulable(operation.module, operation.schedulable) ?? null;
    case 'map':
      return core.map(operation.input);
  }
}

export function perform(core: PolicyCore, operation: Operation): Outcome {
  try {
    return { result: call(core, operation) };
  } catch (error) {
    if (error instanceof PolicyError) return { status: error.status };
    throw error;
  }
}

/** What an operation took, module by module. */
export function takenBy(operation: Operation, outcome: Outcome): { module: number; extents: readonly Extent[] }[] {
  if ('status' in outcome) return [];
  if (operation.op === 'claim') return [{ module: operation.module, extents: operation.extents }];
  if (operation.op === 'extend') return [{ module: operation.module, extents: outcome.result as Extent[] }];
  if (operation.op === 'place')
    return (outcome.result as Decision).chosen.map(({ module, extents }) => ({ module, extents }));
  return [];
}
