import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import { checkHdm } from '../../../src/checker/hdm-rules.ts';
import { HDM_ALIGNMENT_BYTES, LBA_BYTES } from '../../../src/model/medium.ts';
import {
  type CoreMappingRow,
  type DecodedTable,
  type MapInput,
  type PolicyCore,
  PolicyError,
  type TableChange,
} from '../../../src/policy/core.ts';
import { ReferencePolicy } from '../../../src/policy/reference.ts';
import { WasmPolicy } from '../../../src/policy/wasm.ts';
import { extents, loaded } from './builders.ts';
import { wasmBytes } from './implementations.ts';
import { baseRows, borders, endOf, mappings, TABLE_MODULES, unitOf } from './table-cases.ts';

const numRuns = Number(process.env.RAH_FC_RUNS ?? 300);
const wasm = loaded(() => WasmPolicy.fromBytes(wasmBytes()), TABLE_MODULES);
const reference = loaded(() => new ReferencePolicy(), TABLE_MODULES);

/** The answer, or the status of the PolicyError. */
function answer<T>(action: () => T): T | number {
  try {
    return action();
  } catch (error) {
    if (error instanceof PolicyError) return error.status;
    throw error;
  }
}

function both<T>(action: (core: PolicyCore) => T): T | number {
  const [ours, theirs] = [answer(() => action(wasm)), answer(() => action(reference))];
  expect(ours).toEqual(theirs);
  return ours;
}

/** What the checker says against the table as one of memory. */
function violations(table: DecodedTable): string[] {
  const found: string[] = [];
  const rows = table.rows.map(({ module, ...row }) => ({ ...row, drm: `drm-${module}`, medium: 'dram' as const }));
  checkHdm(rows, (rule, message) => found.push(`${rule}: ${message}`));
  return found;
}

describe('encoded tables, wasm and reference alike', () => {
  it('decode to what was encoded, and encode to what was decoded', () => {
    fc.assert(
      fc.property(mappings, (input) => {
        const bytes = both((core) => core.encodeTable(input)) as Uint8Array;
        const table = both((core) => core.decodeTable(bytes)) as DecodedTable;
        expect(table.rows).toEqual(wasm.map(input));
        expect([table.kind, table.vm_base, table.ways]).toEqual([input.kind, input.vm_base, input.interleave_ways]);
        if (input.kind === 'memory') expect(violations(table)).toEqual([]);
        if (input.kind === 'compute') return;
        // A table says all that a mapping says.
        const again: MapInput = {
          kind: table.kind,
          segments: baseRows(table).map(({ module, drm_start, length, ways }) => ({
            module,
            extents: extents([drm_start, length / ways]),
          })),
          vm_base: table.vm_base,
          interleave_ways: table.ways,
          interleave_granularity_bytes: table.granularity_bytes,
        };
        expect(wasm.encodeTable(again)).toEqual(bytes);
      }),
      { numRuns },
    );
  });

  it('translate back what they translate, and lead nowhere outside their rows', () => {
    fc.assert(
      fc.property(mappings, fc.array(fc.nat(), { maxLength: 8 }), (input, more) => {
        const bytes = wasm.encodeTable(input);
        const table = wasm.decodeTable(bytes);
        const rows = baseRows(table);
        const end = Math.max(0, ...rows.map(endOf));
        const inside = more.map((value) => table.vm_base + (value % Math.max(1, end - table.vm_base)));
        const used = new Map<string, number>();
        for (const address of [...borders(table), ...inside]) {
          const found = both((core) => core.translate(bytes, address));
          const holder = rows.find((row) => address >= row.vm_start && address < endOf(row));
          if (typeof found === 'number') {
            expect([found, holder]).toEqual([abi.STATUS_NOT_MAPPED, undefined]);
            continue;
          }
          expect(holder).toBeDefined();
          const { module, address: drm, length, row } = found;
          expect(rows[row]?.module).toBe(module);
          expect(both((core) => core.translateBack(bytes, module, drm))).toEqual({ module, address, length, row });
          // The last unit of the run that was promised is where it should be, and the next one is not this run's.
          expect(wasm.translate(bytes, address + length - 1)).toEqual({
            module,
            address: drm + length - 1,
            length: 1,
            row,
          });
          expect(used.get(`${module} ${drm}`) ?? address).toBe(address);
          used.set(`${module} ${drm}`, address);
        }
      }),
      { numRuns },
    );
  });

  it('answer alike for whatever stands in a field under a right checksum', () => {
    const wide = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: -2n, max: 20n }).map((value) => value * BigInt(HDM_ALIGNMENT_BYTES)),
      fc.bigInt({ min: -2n, max: 5000n }),
      fc.constantFrom(2n ** 50n, 2n ** 52n, 2n ** 52n - BigInt(HDM_ALIGNMENT_BYTES), 2n ** 62n),
    );
    const narrow = fc.oneof(fc.integer(), fc.integer({ min: -1, max: 40 }), fc.constantFrom(256, 4096, 16384));
    const accepted = { memory: 0, storage: 0, compute: 0 };
    fc.assert(
      fc.property(mappings, fc.nat(), wide, narrow, fc.nat(2), (input, place, value, word, how) => {
        const bytes = wasm.encodeTable(input);
        const view = new DataView(bytes.buffer);
        const at = abi.TABLE_VM_BASE + 8 * (place % ((bytes.length - abi.TABLE_VM_BASE) / 8));
        if (how === 0) view.setBigInt64(at, value, true);
        else if (how === 1) view.setInt32(at + 4 * (place % 2), word, true);
        else view.setBigInt64(at, view.getBigInt64(at, true) + value, true);
        view.setBigUint64(abi.TABLE_CHECKSUM, fnv(bytes.subarray(abi.TABLE_VM_BASE)), true);
        const table = both((core) => core.decodeTable(bytes));
        both((core) => core.updateTable(bytes, input));
        for (const address of [0, Number(BigInt.asIntN(53, value)), input.vm_base]) {
          // Nothing but a status or an answer, whatever the rows say.
          answer(() => wasm.translate(bytes, address));
          answer(() => wasm.translateBack(bytes, place % 40, address));
        }
        if (typeof table === 'number') return;
        accepted[table.kind]++;
        if (table.kind === 'memory') expect(violations(table)).toEqual([]);
      }),
      { numRuns: 4 * numRuns, ...(process.env.RAH_FC_RUNS === undefined ? { seed: 1 } : {}) },
    );
    for (const count of Object.values(accepted)) expect(count).toBeGreaterThan(0);
  });
});

function fnv(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

describe('interleaving, unit by unit', () => {
  /** Every granule of the region dealt to the ways in turn, as cards are: no arithmetic to be wrong. */
  function deal(input: MapInput, granules: number, visit: (granule: number, way: number, drm: number) => void): void {
    const next = input.segments.map(({ extents: list }) => list[0]?.start ?? 0);
    for (let granule = 0, way = 0; granule < granules; granule++, way = (way + 1) % next.length) {
      visit(granule, way, next[way] as number);
      next[way] = (next[way] as number) + input.interleave_granularity_bytes;
    }
  }

  it.each([2, 3, 4, 6])('deals %i ways of memory in turn, to the last granule', (ways) => {
    const granularity = 16384;
    const input: MapInput = {
      kind: 'memory',
      segments: Array.from({ length: ways }, (_, way) => ({
        module: way,
        extents: extents([(ways - way) * HDM_ALIGNMENT_BYTES, HDM_ALIGNMENT_BYTES]),
      })),
      vm_base: 12 * HDM_ALIGNMENT_BYTES,
      interleave_ways: ways,
      interleave_granularity_bytes: granularity,
    };
    const bytes = wasm.encodeTable(input);
    let wrong = 0;
    deal(input, (ways * HDM_ALIGNMENT_BYTES) / granularity, (granule, way, drm) => {
      const vm = input.vm_base + granule * granularity;
      const there = wasm.translate(bytes, vm);
      const last = wasm.translate(bytes, vm + granularity - 1);
      const back = wasm.translateBack(bytes, way, drm);
      const right =
        there.module === way && there.address === drm && last.address === drm + granularity - 1 && back.address === vm;
      if (!right) wrong++;
    });
    expect(wrong).toBe(0);
  });

  it('deals stripes of storage in turn, of any number of ways', () => {
    const shape = fc.tuple(
      fc.integer({ min: 2, max: 16 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(shape, fc.nat(7), ([ways, blocks, rounds], base) => {
        const granularity = blocks * LBA_BYTES;
        const input: MapInput = {
          kind: 'storage',
          segments: Array.from({ length: ways }, (_, way) => ({
            module: 16 + (way % 3),
            extents: extents([(way * 5 + 1) * rounds * granularity, rounds * granularity]),
          })),
          vm_base: base * LBA_BYTES,
          interleave_ways: ways,
          interleave_granularity_bytes: granularity,
        };
        const bytes = wasm.encodeTable(input);
        deal(input, ways * rounds, (granule, way, drm) => {
          for (const within of [0, 1, LBA_BYTES - 1, granularity - 1]) {
            const vm = input.vm_base + granule * granularity + within;
            const module = 16 + (way % 3);
            const length = granularity - within;
            const found = both((core) => core.translate(bytes, vm));
            expect(found).toEqual({ module, address: drm + within, length, row: way });
            expect(both((core) => core.translateBack(bytes, module, drm + within))).toMatchObject({ address: vm });
          }
        });
      }),
      { numRuns: Math.min(numRuns, 100) },
    );
  });

  /** CXL 3.1 §8.2.4.20.13 as it is written there: fields of bits, and for 3, 6 and 12 ways what is above them by three. */
  function decoder(
    address: bigint,
    base: bigint,
    ways: number,
    granularityLog2: bigint,
  ): { way: bigint; offset: bigint } {
    const low = granularityLog2;
    const offset = address - base;
    const within = offset & ((1n << low) - 1n);
    const isThird = ways % 3 === 0;
    const bits = BigInt(Math.log2(isThird ? ways / 3 : ways));
    const field = (address >> low) & ((1n << bits) - 1n);
    const above = offset >> (low + bits);
    if (!isThird) return { way: field, offset: (above << low) | within };
    return { way: (((address >> (low + bits)) % 3n) << bits) | field, offset: ((above / 3n) << low) | within };
  }

  it('agrees with the decoders of CXL, which look at the address itself', () => {
    fc.assert(
      fc.property(
        mappings.filter(({ kind, interleave_ways: ways }) => kind === 'memory' && ways > 1),
        fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 40 }),
        (input, values) => {
          const bytes = wasm.encodeTable(input);
          const [first] = baseRows(wasm.decodeTable(bytes));
          const length = first?.length ?? 0;
          for (const value of [0, length - 1, ...values.map((entry) => entry % length)]) {
            const address = input.vm_base + value;
            const log2 = BigInt(Math.log2(input.interleave_granularity_bytes));
            const { way, offset } = decoder(BigInt(address), BigInt(input.vm_base), input.interleave_ways, log2);
            const target = input.segments[Number(way)];
            expect(both((core) => core.translate(bytes, address))).toMatchObject({
              module: target?.module,
              address: (target?.extents[0]?.start ?? 0) + Number(offset),
            });
          }
        },
      ),
      { numRuns: Math.min(numRuns, 200) },
    );
  });
});

/** The new table's rows in base units, from the old ones and the changes alone. */
function applied(before: readonly CoreMappingRow[], changes: readonly TableChange[]): Map<number, Applied> {
  const rows = new Map<number, Applied>();
  for (const { action, row, vm_start, length, module, drm_start } of changes) {
    const ways = before[0]?.ways ?? 1;
    if (action === 'keep') {
      // What stays is there already.
      const holder = before.find(
        (old) =>
          old.module === module &&
          old.vm_start <= vm_start &&
          vm_start < endOf(old) &&
          old.drm_start + (vm_start - old.vm_start) / ways === drm_start,
      );
      expect(holder).toBeDefined();
    }
    if (action === 'remove') continue;
    const known = rows.get(row);
    if (known === undefined) rows.set(row, { vm_start, length, module, drm_start });
    else {
      expect([known.module, endOf(known)]).toEqual([module, vm_start]);
      rows.set(row, { ...known, length: known.length + length });
    }
  }
  return rows;
}

interface Applied {
  readonly vm_start: number;
  readonly length: number;
  readonly module: number;
  readonly drm_start: number;
}

function sum(changes: readonly TableChange[], ...actions: readonly TableChange['action'][]): number {
  return changes.filter(({ action }) => actions.includes(action)).reduce((total, { length }) => total + length, 0);
}

describe('incremental tables, wasm and reference alike', () => {
  /** A mapping like the given one: grown, cut, moved in part, or another one. */
  const successors = fc
    .tuple(mappings, mappings, fc.nat(4), fc.nat(), fc.integer({ min: 1, max: 9 }))
    .map(([before, other, how, which, by]): readonly [MapInput, MapInput] => {
      const unit =
        before.kind === 'memory'
          ? HDM_ALIGNMENT_BYTES
          : unitOf(before) * Math.max(1, before.interleave_granularity_bytes / LBA_BYTES);
      const at = which % Math.max(1, before.segments.length);
      const each = (
        change: (extent: { start: number; length: number }, index: number) => { start: number; length: number },
      ): MapInput => ({
        ...before,
        segments: before.segments.map((segment, index) => ({
          ...segment,
          extents: segment.extents.map((extent) => change(extent, index)),
        })),
      });
      if (how === 0) return [before, other];
      if (how === 1) return [before, { ...before, segments: before.segments.slice(0, at) }];
      if (how === 2) return [before, each(({ start, length }) => ({ start, length: length + by * unit }))];
      if (how === 3)
        return [
          before,
          each((extent, index) => (index === at ? { ...extent, start: extent.start + 2 ** 36 } : extent)),
        ];
      return [before, { ...before, segments: [...before.segments, ...other.segments] }];
    });

  it('lead from the old table to the new one, touching only what differs', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(successors, ([before, after]) => {
        const bytes = wasm.encodeTable(before);
        const changes = both((core) => core.updateTable(bytes, after));
        if (typeof changes === 'number') {
          expect(answer(() => wasm.encodeTable(after))).toBe(changes);
          return;
        }
        for (const { action } of changes) seen.set(action, (seen.get(action) ?? 0) + 1);
        const old = wasm.decodeTable(bytes);
        const fresh = wasm.encodeTable(after);
        const wanted = baseRows(wasm.decodeTable(fresh));
        const rows = applied(baseRows(old), changes);
        expect(wanted.map((_unused, index) => rows.get(index))).toEqual(
          wanted.map(({ vm_start, length, module, drm_start }) => ({ vm_start, length, module, drm_start })),
        );
        expect(rows.size).toBe(wanted.length);
        // Nothing is forgotten and nothing is named twice.
        expect(sum(changes, 'keep', 'remove')).toBe(baseRows(old).reduce((total, { length }) => total + length, 0));
        expect(sum(changes, 'keep', 'add')).toBe(wanted.reduce((total, { length }) => total + length, 0));
        if (before.interleave_ways > 1 || after.interleave_ways > 1) return;
        // What is removed is somewhere else afterwards, or nowhere.
        for (const { action, vm_start, length } of changes) {
          for (const address of [vm_start, vm_start + length - 1]) {
            const was = answer(() => wasm.translate(bytes, address));
            const is = answer(() => wasm.translate(fresh, address));
            const place = (found: typeof was) => (typeof found === 'number' ? null : [found.module, found.address]);
            if (action === 'keep') expect(place(is)).toEqual(place(was));
            else if (before.kind === after.kind) expect(place(is)).not.toEqual(place(was));
          }
        }
      }),
      { numRuns: 2 * numRuns },
    );
    for (const action of ['keep', 'add', 'remove']) expect(seen.get(action)).toBeGreaterThan(0);
  });
});
