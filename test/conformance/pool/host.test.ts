import { describe, expect, it } from 'vitest';
import {
  ABI_VERSION,
  STATUS_BAD_HOST,
  STATUS_BAD_RECORD,
  STATUS_INVALID_REQUEST,
} from '../../../policy-assembly/abi/abi.ts';
import { POOL_BYTES } from '../../../policy-assembly/abi/pool.ts';
import { PolicyError } from '../../../src/policy/core.ts';
import { WasmPoolMachine } from '../../../src/policy/pool/wasm-machine.ts';
import { PolicyModuleError } from '../../../src/policy/wasm-module.ts';
import { withConstant } from '../../embed/patched-module.ts';
import { implementations, moduleBytes } from './implementations.ts';
import { ofCapacities, refusal, smallPool } from './small-pools.ts';

describe.each(implementations())('$name: the typed host', ({ create }) => {
  it('knows zones and hosts by name', () => {
    const pool = smallPool(create(), {
      zones: [
        { name: 'a', rack: 0, pod: 0 },
        { name: 'b', rack: 1, pod: 0 },
      ],
      hosts: [{ name: 'h', zone: 'b', latency_ns: [0, 1, 250, 3], bandwidth_mbps: [4, 3, 2, 1] }],
      of: [{ zone: 'a' }, { zone: 'b' }],
    });
    const request = { amount: [1], weights: { proximity: 1, utilization: 0, cost: 0 } };
    expect(pool.select({ ...request, host: 'h' }).parts[0]).toMatchObject({ module: 1, scores: { proximity: 10000 } });
    expect(refusal(() => pool.select({ ...request, host: 'x' }))).toBe(STATUS_BAD_HOST);
    expect(() => pool.select({ ...request, host: 'x' })).toThrow('no host is named "x"; the named ones are: h');
    expect(refusal(() => pool.add([{ class: 0, zone: 'c', capacity: [1] }]))).toBe(STATUS_BAD_RECORD);
  });

  it('says in words why a call is refused', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    expect(() => pool.place({ amount: [0] })).toThrow(/^place: the request is not valid/);
    expect(() =>
      pool.add([
        { class: 0, zone: 0, capacity: [1] },
        { class: 3, zone: 0, capacity: [1] },
      ]),
    ).toThrow(/^add, record 1: an inventory record is not valid/);
    expect(() => pool.release(5)).toThrow(PolicyError);
    expect(() => pool.free(7)).toThrow(/^free: no such module/);
  });

  it('refuses numbers that a record cannot hold', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    for (const work of [
      () => pool.place({ amount: [1.5] }),
      () => pool.place({ amount: [Number.NaN] }),
      () => pool.place({ amount: [2 ** 31] }),
      () => pool.place({ amount: new Array<number>(9).fill(1) }),
      () => pool.place({ amount: [1], tag: -1 }),
      () => pool.setState(0.5, 'online'),
      () => pool.take([Number.NaN]),
      () => pool.free(Number.POSITIVE_INFINITY),
      () => pool.drain([0], { max_bytes: 2n ** 63n }),
    ]) {
      expect(refusal(work)).toBe(STATUS_INVALID_REQUEST);
    }
    expect(() => pool.place({ amount: [1.5] })).toThrow(
      'amount: found 1.5, wanted a whole number of -2147483648..2147483647',
    );
  });
});

describe.each(['rah-policy.wasm', 'rah-policy-simd.wasm'])('%s', (file) => {
  const bytes = moduleBytes(file);

  it('a truncated module is refused', () => {
    expect(() => WasmPoolMachine.fromBytes(bytes.slice(0, bytes.length >> 1))).toThrow(PolicyModuleError);
  });

  it('a module with another layout is refused, with what was found and wanted', () => {
    const other = withConstant(bytes, 'rah_record_bytes', POOL_BYTES, POOL_BYTES + 8);
    expect(() => WasmPoolMachine.fromBytes(other)).toThrow(
      `found ${POOL_BYTES + 8} bytes in a POOL record, wanted ${POOL_BYTES}`,
    );
  });

  it('a module of another version is refused, with what was found and wanted', () => {
    const other = withConstant(bytes, 'rah_abi_version', ABI_VERSION, ABI_VERSION + 1);
    expect(() => WasmPoolMachine.fromBytes(other)).toThrow(`found ${ABI_VERSION + 1}, wanted ${ABI_VERSION}`);
  });

  it('says which build it is', () => {
    expect(WasmPoolMachine.fromBytes(bytes).implementation).toBe(file === 'rah-policy.wasm' ? 'wasm' : 'wasm-simd');
  });
});
