import { Buffer } from 'node:buffer';
import type { Extent } from '../../../src/model/placement.ts';
import {
  type CarveInput,
  type Decision,
  type MapInput,
  type PolicyCore,
  PolicyError,
  type PolicyRequest,
} from '../../../src/policy/core.ts';

/** One call of a PolicyCore as plain data; encoded tables in hexadecimal. */
export type Operation =
  | { readonly op: 'select' | 'place'; readonly request: PolicyRequest }
  | { readonly op: 'claim' | 'release'; readonly module: number; readonly extents: readonly Extent[] }
  | { readonly op: 'extend'; readonly module: number; readonly after: number; readonly extra: number }
  | { readonly op: 'setSchedulable'; readonly module: number; readonly schedulable: boolean }
  | { readonly op: 'carve'; readonly input: CarveInput }
  | { readonly op: 'shrink'; readonly module: number; readonly extents: readonly Extent[]; readonly amount: number }
  | { readonly op: 'map' | 'encodeTable'; readonly input: MapInput }
  | { readonly op: 'decodeTable'; readonly table: string }
  | { readonly op: 'translate'; readonly table: string; readonly address: number }
  | { readonly op: 'translateBack'; readonly table: string; readonly module: number; readonly address: number }
  | { readonly op: 'updateTable'; readonly table: string; readonly input: MapInput };

/** What the call answered: a result (null where there is none), or the status of its PolicyError. */
export type Outcome = { readonly result: unknown } | { readonly status: number };

export function tableBytes(hexadecimal: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hexadecimal, 'hex'));
}

export function tableText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

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
    case 'carve':
      return core.carve(operation.input);
    case 'shrink':
      return core.shrink(operation.module, operation.extents, operation.amount);
    case 'map':
      return core.map(operation.input);
    case 'encodeTable':
      return tableText(core.encodeTable(operation.input));
    case 'decodeTable':
      return core.decodeTable(tableBytes(operation.table));
    case 'translate':
      return core.translate(tableBytes(operation.table), operation.address);
    case 'translateBack':
      return core.translateBack(tableBytes(operation.table), operation.module, operation.address);
    case 'updateTable':
      return core.updateTable(tableBytes(operation.table), operation.input);
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
  if (operation.op === 'carve') return [{ module: operation.input.module, extents: outcome.result as Extent[] }];
  if (operation.op === 'extend') return [{ module: operation.module, extents: outcome.result as Extent[] }];
  if (operation.op === 'place')
    return (outcome.result as Decision).chosen.map(({ module, extents }) => ({ module, extents }));
  return [];
}

/** What an operation gave back, module by module. */
export function givenBy(operation: Operation, outcome: Outcome): { module: number; extents: readonly Extent[] }[] {
  if ('status' in outcome) return [];
  if (operation.op === 'release') return [{ module: operation.module, extents: operation.extents }];
  if (operation.op !== 'shrink') return [];
  const { module, extents, amount } = operation;
  const gone: Extent[] = [];
  for (let k = extents.length - 1, rest = amount; rest > 0; k--) {
    const { start, length } = extents[k] as Extent;
    const piece = Math.min(rest, length);
    gone.push({ start: start + length - piece, length: piece });
    rest -= piece;
  }
  return [{ module, extents: gone }];
}
