import * as abi from '../../../policy-assembly/abi/pool.ts';
import { decodeAllocation } from '../../../src/policy/pool/decode.ts';
import type { PoolMachine } from '../../../src/policy/pool/machine.ts';
import type { Live } from './live-model.ts';
import type { OperationSource } from './random-operations.ts';

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a module can give away in one dimension, from the records that the pool was given. */
function effectiveOf(begun: Uint8Array, record: Uint8Array, dim: number): number {
  const pool = viewOf(begun);
  const module = viewOf(record);
  const base = abi.POOL_BYTES + abi.CLASS_BYTES * module.getInt32(abi.PM_CLASS, true) + 4 * dim;
  const capacity = module.getInt32(abi.PM_CAPACITY + 4 * dim, true);
  const rest = Math.max(0, capacity - pool.getInt32(base + abi.CLASS_RESERVED, true));
  return Number((BigInt(rest) * BigInt(pool.getInt32(base + abi.CLASS_RATIO_MILLI, true))) / 1000n);
}

/** What lies on one module. */
interface Load {
  readonly amount: number[];
  readonly milli: number[];
  readonly allocations: Set<number>;
  isExclusive: boolean;
  isAdopted: boolean;
}

function isSame(live: Live, found: ReturnType<typeof decodeAllocation>): boolean {
  return (
    live.parts.length === found.parts.length &&
    live.parts.every((part, k) => {
      const other = found.parts[k];
      return (
        other !== undefined &&
        part.module === other.module &&
        part.share === other.share &&
        part.devices.join() === other.devices.join() &&
        part.amount.join() === other.amount.join()
      );
    })
  );
}

/** Adds what an allocation holds to the loads; null, or what is wrong with it. */
function addLoad(loads: readonly Load[], handle: number, live: Live, found: ReturnType<typeof decodeAllocation>) {
  if (!isSame(live, found)) return `allocation ${handle} holds other parts than the answers said`;
  const flags = viewOf(found.request).getUint32(abi.PR_FLAGS, true);
  for (const part of found.parts) {
    const load = loads[part.module];
    if (load === undefined) return `allocation ${handle} has a part on module ${part.module}, which is not there`;
    part.amount.forEach((units, d) => {
      load.amount[d] = (load.amount[d] ?? 0) + units;
    });
    for (const device of part.devices) {
      if (device >= load.milli.length) return `allocation ${handle} holds device ${device}, which is not there`;
      load.milli[device] = (load.milli[device] ?? 0) + part.share;
    }
    load.allocations.add(handle);
    load.isAdopted ||= live.isAdopted;
    load.isExclusive ||= (flags & abi.REQUEST_EXCLUSIVE) !== 0;
  }
  return null;
}

function moduleFault(machine: PoolMachine, source: OperationSource, index: number, load: Load): string | null {
  const { begun, known } = source.model;
  const free = (dim: number) => Number(machine.call('rah_pool_free', [index, dim]).status);
  const lane = known.lane.get(index) ?? [];
  for (const [dim, held] of load.amount.entries()) {
    const effective = effectiveOf(begun as Uint8Array, known.records[index] as Uint8Array, dim);
    const sum = free(dim) + held + (lane[dim] ?? 0);
    if (free(dim) < 0 || sum !== effective) {
      return `module ${index}, dimension ${dim}: free and taken are ${sum}, the effective capacity is ${effective}`;
    }
  }
  if (load.milli.some((milli) => milli > 1000)) return `module ${index}: a device gives more than 1000 milli`;
  const idle = load.milli.reduce((sum, milli) => sum + 1000 - milli, 0);
  if (free(abi.DIMS_MAX) !== idle) return `module ${index}: ${free(abi.DIMS_MAX)} milli free, the parts leave ${idle}`;
  if (load.isExclusive && !load.isAdopted && (load.allocations.size > 1 || lane.some((units) => units > 0))) {
    return `module ${index} holds an exclusive part and something else`;
  }
  return null;
}

/**
 * Checks a machine against what its answers said, without any rule of placement: free + parts + lane = effective capacity;
 * devices give at most 1000 milli and the free milli agree; modules with an exclusive part hold one allocation only.
 * Null, or what is broken.
 */
export function checkInvariants(machine: PoolMachine, source: OperationSource): string | null {
  const { begun, known } = source.model;
  if (begun === null) return null;
  const dims = viewOf(begun).getInt32(abi.POOL_DIMS, true);
  const loads = known.records.map(
    (record): Load => ({
      amount: new Array<number>(dims).fill(0),
      milli: new Array<number>(viewOf(record).getInt32(abi.PM_DEVICES, true)).fill(0),
      allocations: new Set(),
      isExclusive: false,
      isAdopted: false,
    }),
  );
  for (const [handle, live] of known.live) {
    const { status, output } = machine.call('rah_pool_allocation', [handle | 0]);
    if (status !== 0) return `allocation ${handle} is not known: status ${status}`;
    const fault = addLoad(loads, handle, live, decodeAllocation(output, dims));
    if (fault !== null) return fault;
  }
  for (const [index, load] of loads.entries()) {
    const fault = moduleFault(machine, source, index, load);
    if (fault !== null) return fault;
  }
  return null;
}
