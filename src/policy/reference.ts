import {
  AMOUNT_MAX,
  DEVICES_MAX,
  REQUEST_DEVICES_MAX,
  REQUEST_LABELS_MAX,
  SPAN_MAX,
  STATUS_ALREADY_FREE,
  STATUS_BAD_EXTENT,
  STATUS_BAD_HOST,
  STATUS_BAD_LENGTH,
  STATUS_BAD_MODULE,
  STATUS_BAD_RECORD,
  STATUS_INVALID_REQUEST,
  STATUS_NOT_FREE,
  STATUS_NOT_LINEAR,
  WAYS_MAX,
  WEIGHT_MAX,
} from '../../policy-assembly/abi/abi.ts';
import { DEVICE_MILLI, MEDIA } from '../model/medium.ts';
import type { Extent } from '../model/placement.ts';
import type {
  CarveInput,
  ChosenModule,
  CoreMappingRow,
  Decision,
  DecodedTable,
  Location,
  MapInput,
  PolicyCore,
  PolicyHost,
  PolicyModule,
  PolicyRequest,
  TableChange,
} from './core.ts';
import { FreeSpace } from './reference-free-space.ts';
import { mapSegments } from './reference-map.ts';
import { decide, type ModuleState } from './reference-select.ts';
import { decodeTable, encodeTable } from './reference-table.ts';
import { compareTables } from './reference-table-changes.ts';
import { translate, translateBack } from './reference-translate.ts';
import { policyError } from './status.ts';

const U32_MAX = 0xffffffff;

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function isValidModule(module: PolicyModule): boolean {
  const rule = MEDIA[module.medium];
  return (
    rule !== undefined &&
    rule.kind === module.kind &&
    rule.device === module.device &&
    within(module.capacity, 0, AMOUNT_MAX) &&
    within(module.step, 1, AMOUNT_MAX) &&
    within(module.cost_per_unit_hour_micros, 0, U32_MAX) &&
    (module.device === 0 ||
      (module.device % module.step === 0 &&
        module.capacity % module.device === 0 &&
        module.capacity / module.device <= DEVICES_MAX))
  );
}

function overlap(a: Extent, b: Extent): boolean {
  return a.start < b.start + b.length && b.start < a.start + a.length;
}

/** The first `amount` units of a list of extents. */
function prefixOf(extents: readonly Extent[], amount: number): Extent[] {
  let rest = amount;
  return extents.flatMap(({ start, length }) => {
    const piece = { start, length: Math.min(rest, length) };
    rest -= piece.length;
    return piece.length > 0 ? [piece] : [];
  });
}

/** The last `amount` units. */
function suffixOf(extents: readonly Extent[], amount: number): Extent[] {
  let rest = amount;
  return extents.toReversed().flatMap(({ start, length }) => {
    const piece = Math.min(rest, length);
    rest -= piece;
    return piece > 0 ? [{ start: start + length - piece, length: piece }] : [];
  });
}

/** The policy in the plainest TypeScript: the yardstick that the wasm core is compared with. Slow, obvious, for tests. */
export class ReferencePolicy implements PolicyCore {
  readonly implementation = 'reference';
  #modules: ModuleState[] = [];
  #hosts: readonly PolicyHost[] = [];

  load(modules: readonly PolicyModule[], hosts: readonly PolicyHost[]): void {
    this.#modules = [];
    this.#hosts = [];
    const invalid = modules.findIndex((module) => !isValidModule(module));
    if (invalid >= 0) throw policyError('load', STATUS_BAD_RECORD, invalid);
    const uneven = hosts.findIndex(
      (host) => host.latency_ns.length !== modules.length || host.bandwidth_mbps.length !== modules.length,
    );
    if (uneven >= 0) throw policyError('load, distances of hosts', STATUS_BAD_LENGTH, uneven);
    this.#modules = modules.map((module, index) => {
      const capacity = module.capacity - (module.capacity % module.step);
      return {
        ...module,
        index,
        capacity,
        minCost: Math.min(...modules.filter((m) => m.medium === module.medium).map((m) => m.cost_per_unit_hour_micros)),
        space: new FreeSpace(capacity, module.device),
      };
    });
    this.#hosts = hosts.map((host) => ({
      id: host.id,
      latency_ns: host.latency_ns.slice(),
      bandwidth_mbps: host.bandwidth_mbps.slice(),
    }));
  }

  claim(module: number, extents: readonly Extent[]): void {
    const { space } = this.#checkedExtents('claim', module, extents);
    const before = space.extents();
    for (const [index, extent] of extents.entries()) {
      if (space.isFree(extent)) {
        space.remove(extent);
      } else {
        space.restore(before);
        throw policyError('claim', STATUS_NOT_FREE, index);
      }
    }
  }

  release(module: number, extents: readonly Extent[]): void {
    const { space } = this.#checkedExtents('release', module, extents);
    const before = space.extents();
    for (const [index, extent] of extents.entries()) {
      if (space.isTaken(extent)) {
        space.add(extent);
      } else {
        space.restore(before);
        throw policyError('release', STATUS_ALREADY_FREE, index);
      }
    }
  }

  setSchedulable(module: number, schedulable: boolean): void {
    this.#module('setSchedulable', module).schedulable = schedulable;
  }

  free(module: number): number {
    return this.#module('free', module).space.free();
  }

  select(request: PolicyRequest): Decision {
    const before = this.#modules.map(({ space }) => space.extents());
    const decision = this.place(request);
    for (const [index, extents] of before.entries()) this.#modules[index]?.space.restore(extents);
    return decision;
  }

  place(request: PolicyRequest): Decision {
    const host = this.#hosts[request.host];
    if (host === undefined) throw policyError('place', STATUS_BAD_HOST);
    this.#checkRequest(request);
    const { pieces, ...decision } = decide(this.#modules, host, request);
    const chosen = pieces.map(
      ({ module, amount, scores }): ChosenModule => ({
        module: module.index,
        extents:
          module.device === 0
            ? module.space.takeLinear(amount, Math.max(1, request.alignment ?? 0))
            : module.space.takeDevices(request.size),
        scores,
      }),
    );
    return { chosen, ...decision };
  }

  extend(module: number, after: number, extra: number): readonly Extent[] {
    const { space, step, capacity, device } = this.#module('extend', module);
    if (device !== 0) throw policyError('extend', STATUS_NOT_LINEAR);
    if (!within(after, 0, capacity)) throw policyError('extend', STATUS_BAD_EXTENT);
    if (!within(extra, 1, AMOUNT_MAX)) throw policyError('extend', STATUS_INVALID_REQUEST);
    if (extra % step !== 0 || extra > space.free()) return [];
    const behind = space.extents().find((extent) => extent.start === after);
    if (behind !== undefined && behind.length >= extra) {
      const taken = { start: after, length: extra };
      space.remove(taken);
      return [taken];
    }
    return space.takeLinear(extra);
  }

  carve({ module, amount, alignment, after, contiguous }: CarveInput): readonly Extent[] {
    const { space, step, capacity, device } = this.#module('carve', module);
    if (device !== 0) throw policyError('carve', STATUS_NOT_LINEAR);
    if (!within(amount, 1, AMOUNT_MAX) || !within(alignment, 0, AMOUNT_MAX)) {
      throw policyError('carve', STATUS_INVALID_REQUEST);
    }
    if (!within(after, -1, capacity)) throw policyError('carve', STATUS_BAD_EXTENT);
    const multiple = Math.max(1, alignment);
    if (amount % step !== 0 || amount % multiple !== 0) return [];
    const behind = space.extents().find((extent) => extent.start === after && extent.length >= amount);
    if (behind !== undefined && after % multiple === 0) {
      space.remove({ start: after, length: amount });
      return [{ start: after, length: amount }];
    }
    const lengths = space.alignedParts(multiple).map(({ length }) => length);
    const there = contiguous ? Math.max(0, ...lengths) : lengths.reduce((sum, length) => sum + length, 0);
    return there >= amount ? space.takeLinear(amount, multiple) : [];
  }

  shrink(index: number, extents: readonly Extent[], amount: number): readonly Extent[] {
    const module = this.#module('shrink', index);
    if (module.device !== 0) throw policyError('shrink', STATUS_NOT_LINEAR);
    const { space, capacity, step } = module;
    for (const [record, { start, length }] of extents.entries()) {
      if (!within(length, 1, capacity) || !within(start, 0, capacity - length)) {
        throw policyError('shrink', STATUS_BAD_EXTENT, record);
      }
      if (!space.isTaken({ start, length })) throw policyError('shrink', STATUS_ALREADY_FREE, record);
    }
    const held = extents.reduce((sum, { length }) => sum + length, 0);
    if (!within(amount, 1, held) || amount % step !== 0) throw policyError('shrink', STATUS_INVALID_REQUEST);
    const kept = prefixOf(extents, held - amount);
    const gone = suffixOf(extents, amount);
    const all = [...gone, ...kept];
    // A unit that goes may not be named a second time, neither among what goes nor among what stays.
    const twice = all.findIndex((extent, at) => gone.some((other, k) => k < at && overlap(extent, other)));
    if (twice >= 0) throw policyError('shrink', STATUS_BAD_EXTENT);
    for (const extent of gone) space.add(extent);
    return kept;
  }

  map(input: MapInput): readonly CoreMappingRow[] {
    return mapSegments(this.#modules, input);
  }

  encodeTable(input: MapInput): Uint8Array {
    return encodeTable(input, mapSegments(this.#modules, input, 'encodeTable'));
  }

  decodeTable(table: Uint8Array): DecodedTable {
    return decodeTable(table);
  }

  translate(table: Uint8Array, address: number): Location {
    return translate(table, address);
  }

  translateBack(table: Uint8Array, module: number, address: number): Location {
    return translateBack(table, module, address);
  }

  updateTable(table: Uint8Array, input: MapInput): readonly TableChange[] {
    const before = decodeTable(table);
    return compareTables(before, decodeTable(encodeTable(input, mapSegments(this.#modules, input, 'updateTable'))));
  }

  stateHash(): bigint {
    let hash = 0xcbf29ce484222325n;
    const bytes = new DataView(new ArrayBuffer(20));
    for (const { index, space } of this.#modules) {
      for (const { start, length } of space.extents()) {
        bytes.setUint32(0, index, true);
        bytes.setBigInt64(4, BigInt(start), true);
        bytes.setBigInt64(12, BigInt(length), true);
        for (let k = 0; k < bytes.byteLength; k++) {
          hash = BigInt.asUintN(64, (hash ^ BigInt(bytes.getUint8(k))) * 0x100000001b3n);
        }
      }
    }
    return hash;
  }

  #module(operation: string, index: number): ModuleState {
    const module = this.#modules[index];
    if (module === undefined) throw policyError(operation, STATUS_BAD_MODULE);
    return module;
  }

  #checkedExtents(operation: string, index: number, extents: readonly Extent[]): ModuleState {
    const module = this.#module(operation, index);
    const bad = extents.findIndex(
      ({ start, length }) => !within(length, 1, module.capacity) || !within(start, 0, module.capacity - length),
    );
    if (bad >= 0) throw policyError(operation, STATUS_BAD_EXTENT, bad);
    return module;
  }

  #checkRequest(request: PolicyRequest): void {
    const { size, weights } = request;
    const rule = MEDIA[request.medium];
    const isDevice = rule !== undefined && rule.device > 0;
    const share = size.devices === 0 ? 0 : size.share;
    const sizeIsValid =
      within(size.amount, 1, AMOUNT_MAX) &&
      (!isDevice ||
        (within(size.devices, 0, REQUEST_DEVICES_MAX) &&
          within(share, size.devices === 0 ? 0 : 1, DEVICE_MILLI) &&
          within(size.remainder, 0, DEVICE_MILLI - 1) &&
          size.devices * share + size.remainder === size.amount));
    const weightList = [weights.proximity, weights.utilization, weights.cost];
    const valid =
      rule !== undefined &&
      sizeIsValid &&
      weightList.every((weight) => within(weight, 0, WEIGHT_MAX)) &&
      weightList.some((weight) => weight > 0) &&
      within(request.max_latency_ns, 0, U32_MAX) &&
      within(request.min_bandwidth_mbps, 0, U32_MAX) &&
      within(request.max_drms, 1, isDevice ? 1 : SPAN_MAX) &&
      within(request.interleave_ways, 1, isDevice ? 1 : WAYS_MAX) &&
      within(request.alignment ?? 0, 0, isDevice ? 1 : AMOUNT_MAX) &&
      request.labels.length <= REQUEST_LABELS_MAX &&
      request.not_labels.length <= REQUEST_LABELS_MAX;
    if (!valid) throw policyError('place', STATUS_INVALID_REQUEST);
    const unknown = request.only.findIndex((index) => this.#modules[index] === undefined);
    if (unknown >= 0) throw policyError('place', STATUS_BAD_MODULE, unknown);
  }
}
