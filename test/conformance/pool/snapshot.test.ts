import { describe, expect, it } from 'vitest';
import {
  ABI_VERSION,
  STATUS_BAD_SNAPSHOT,
  STATUS_NOT_BEGUN,
  STATUS_SNAPSHOT_VERSION,
} from '../../../policy-assembly/abi/abi.ts';
import { SNAPSHOT_MAGIC, SNAPSHOT_OFFSET_VERSION } from '../../../policy-assembly/abi/pool.ts';
import type { PoolMachine } from '../../../src/policy/pool/machine.ts';
import { Pool } from '../../../src/policy/pool/pool.ts';
import { ReferencePoolMachine } from '../../../src/policy/pool/reference/machine.ts';
import { implementations } from './implementations.ts';
import { OperationSource } from './random-operations.ts';
import { modulesOf, refusal, smallPool } from './small-pools.ts';
import { hashOf, perform, withNumbers, withRecords } from './steps.ts';

function busyPool(machine: PoolMachine): Pool {
  const pool = smallPool(machine, {
    devices: 3,
    classes: [{ labels: ['a=1'] }],
    zones: [{ name: 'left', rack: 0, pod: 0 }],
    hosts: [{ name: 'h', zone: 'left', latency_ns: [1, 2, 3, 4], bandwidth_mbps: [4, 3, 2, 1] }],
    of: [{ devices: 3 }, { devices: 2, domain: 4 }],
  });
  pool.paths([{ host: 'h', zone: 'left', latency_ns: 100, bandwidth_mbps: 5 }]);
  pool.profile([{ count: 2, amount: [3], devices: { count: 1, share: 500 }, labels: [{ in: ['a=1'] }] }]);
  pool.place({ amount: [5], devices: { count: 2, share: 250 }, host: 'h', tag: 9, group: 2 });
  pool.place({ amount: [1] });
  pool.place({ amount: [120], max_drms: 2 });
  pool.release(1);
  pool.setState(1, 'draining', 'warning');
  return pool;
}

/** Answers to the same calls that show the state. */
function behaviour(pool: Pool) {
  return {
    hash: pool.hash,
    explained: pool.explain({ amount: [1], devices: { count: 1, share: 500 }, strategy: 'fgd', host: 'h' }),
    allocation: pool.allocation(0),
    next: pool.place({ amount: [1] }),
    bytes: pool.snapshot().bytes,
  };
}

describe.each(implementations())('$name: snapshots', ({ create }) => {
  it('restore brings back the whole state, on another machine', () => {
    const pool = busyPool(create());
    const saved = pool.snapshot();
    const again = Pool.restore(create(), saved);
    expect(again.snapshot().bytes).toEqual(saved.bytes);
    expect(behaviour(again)).toEqual(behaviour(pool));
    expect(modulesOf(again.select({ amount: [1], labels: [{ in: ['a=1'] }] }))).toEqual([0]);
  });

  it('the bytes are those of the reference', () => {
    expect(busyPool(create()).snapshot().bytes).toEqual(busyPool(new ReferencePoolMachine()).snapshot().bytes);
  });

  it('a snapshot begins with magic, version, checksum and length', () => {
    const { bytes } = busyPool(create()).snapshot();
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([SNAPSHOT_MAGIC, ABI_VERSION]);
    expect(view.getBigUint64(16, true)).toBe(BigInt(bytes.length));
    let fnv = 0xcbf29ce484222325n;
    for (const byte of bytes.subarray(24)) fnv = BigInt.asUintN(64, (fnv ^ BigInt(byte)) * 0x100000001b3n);
    expect(view.getBigUint64(8, true)).toBe(fnv);
  });

  it('what is damaged is refused and leaves no pool', () => {
    const { bytes } = busyPool(create()).snapshot();
    for (let offset = 0; offset < bytes.length; offset += 7) {
      const damaged = bytes.slice();
      damaged[offset] = (damaged[offset] as number) ^ 0x10;
      const machine = create();
      busyPool(machine);
      const { status } = perform(machine, withRecords('rah_pool_restore', damaged));
      expect(status).toBe(offset >= 4 && offset < 8 ? STATUS_SNAPSHOT_VERSION : STATUS_BAD_SNAPSHOT);
      expect(perform(machine, withNumbers('rah_pool_snapshot')).status).toBe(STATUS_NOT_BEGUN);
    }
    for (const length of [0, 8, 23, 24, bytes.length - 1]) {
      expect(perform(create(), withRecords('rah_pool_restore', bytes.slice(0, length))).status).toBe(
        STATUS_BAD_SNAPSHOT,
      );
    }
  });

  it('another version is told', () => {
    const { spec, bytes } = busyPool(create()).snapshot();
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(SNAPSHOT_OFFSET_VERSION, 99, true);
    const machine = create();
    expect(perform(machine, withRecords('rah_pool_restore', bytes))).toMatchObject({
      status: STATUS_SNAPSHOT_VERSION,
      detail: 99,
    });
    expect(() => Pool.restore(machine, { spec, bytes })).toThrow(`found 99, wanted ${ABI_VERSION}`);
  });

  it('there is none without a pool', () => {
    const machine = create();
    expect(perform(machine, withNumbers('rah_pool_snapshot')).status).toBe(STATUS_NOT_BEGUN);
    expect(
      refusal(() => Pool.restore(machine, { spec: busyPool(create()).snapshot().spec, bytes: new Uint8Array(3) })),
    ).toBe(STATUS_BAD_SNAPSHOT);
  });

  it('random states come back as they were', () => {
    for (const seed of [11, 12, 13, 14]) {
      const machine = create();
      const source = new OperationSource(seed);
      for (let k = 0; k < 250; k++) {
        const step = source.next();
        source.learn(step, perform(machine, step));
      }
      const saved = perform(machine, withNumbers('rah_pool_snapshot'));
      if (saved.status !== 0) continue;
      const other = create();
      expect(perform(other, withRecords('rah_pool_restore', saved.output)).status).toBe(0);
      expect(hashOf(other)).toBe(hashOf(machine));
      expect(perform(other, withNumbers('rah_pool_snapshot')).output).toEqual(saved.output);
    }
  });
});
