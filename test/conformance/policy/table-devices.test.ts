import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import type { MapInput } from '../../../src/policy/core.ts';
import { extents, loaded, statusOf } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { TABLE_MODULES } from './table-cases.ts';

describe.each(IMPLEMENTATIONS)('%s: tables of devices', (_, create) => {
  /** [VM start, length, DRM start, module] of each row, whole as a table may be or not. */
  type Row = readonly [vm: number, length: number, drm: number, module?: number];
  function status(...rows: readonly Row[]): number {
    const input: MapInput = {
      kind: 'compute',
      segments: rows.map((_unused, index) => ({ module: 32, extents: extents([1000 * index, 1000]) })),
      vm_base: 0,
      interleave_ways: 1,
      interleave_granularity_bytes: 0,
    };
    const table = loaded(create, TABLE_MODULES).encodeTable(input);
    const view = new DataView(table.buffer);
    const order = rows.map((_unused, index) => index).sort((a, b) => (rows[a]?.[2] ?? 0) - (rows[b]?.[2] ?? 0));
    for (const [index, [vm, length, drm, module = 32]] of rows.entries()) {
      const at = abi.TABLE_BYTES + index * abi.TABLE_ROW_BYTES;
      view.setBigInt64(at + abi.TABLE_ROW_VM_START, BigInt(vm), true);
      view.setBigInt64(at + abi.TABLE_ROW_LENGTH, BigInt(length), true);
      view.setBigInt64(at + abi.TABLE_ROW_DRM_START, BigInt(drm), true);
      view.setInt32(at + abi.TABLE_ROW_MODULE, module, true);
      view.setInt32(at + abi.TABLE_ROW_BY_DRM, order[index] as number, true);
    }
    view.setBigUint64(abi.TABLE_CHECKSUM, checksum(table), true);
    try {
      create().decodeTable(table);
      return abi.STATUS_OK;
    } catch {
      return statusOf(() => create().decodeTable(table));
    }
  }

  it('fill one slot after the other', () => {
    expect(status([0, 3000, 0], [3000, 400, 3100], [3400, 300, 3600], [4000, 1000, 9000])).toBe(abi.STATUS_OK);
    expect(status([0, 300, 700], [1000, 1000, 1000])).toBe(abi.STATUS_OK);
    const bad: readonly (readonly Row[])[] = [
      [[1000, 1000, 0]], // the first slot is empty
      [
        [0, 1000, 0],
        [2000, 1000, 1000],
      ], // a slot is left out
      [
        [0, 300, 0],
        [2000, 300, 1000],
      ],
      [
        [0, 300, 0],
        [400, 300, 400],
      ], // a stretch with a gap before it
      [
        [0, 300, 0],
        [200, 300, 400],
      ],
      [
        [0, 900, 0],
        [900, 200, 900],
      ], // over the end of the slot, and of the device
      [
        [0, 700, 0],
        [700, 310, 700],
      ],
      [
        [0, 700, 200],
        [700, 310, 0],
      ], // over the end of the slot only
      [[0, 500, 700]], // over the end of the device only
      [[0, 1500, 0]], // a device and a half
      [[0, 1000, 500]], // as long as a device, but of two
      [
        [0, 300, 0],
        [300, 300, 1300],
      ], // two devices in one slot
      [
        [0, 300, 0],
        [300, 300, 300, 33],
      ], // two modules in one slot
    ];
    for (const rows of bad) expect([rows, status(...rows)]).toEqual([rows, abi.STATUS_BAD_TABLE]);
  });
});

function checksum(table: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of table.subarray(abi.TABLE_VM_BASE)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}
