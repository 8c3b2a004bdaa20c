import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import type { PolicyModule, PolicyRequest } from '../../../src/policy/core.ts';
import { aHost, aModule, aRequest, extents, linear, loaded, onDevices, statusOf } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

describe.each(IMPLEMENTATIONS)('%s: errors', (_, create) => {
  const fabric = () => loaded(create, [aModule('dram', 100), aModule('gpu', 2000)]);

  it('refuses extents outside the module, and then changes nothing', () => {
    const core = fabric();
    const before = core.stateHash();
    for (const [start, length] of [
      [-1, 5],
      [0, 0],
      [0, -1],
      [96, 5],
      [101, 1],
      [0, 2 ** 52],
      [2 ** 52, 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      expect(statusOf(() => core.claim(0, extents([10, 5], [start, length])))).toBe(abi.STATUS_BAD_EXTENT);
      expect(statusOf(() => core.release(0, extents([start, length])))).toBe(abi.STATUS_BAD_EXTENT);
    }
    expect(core.stateHash()).toBe(before);
  });

  it('claims all or nothing', () => {
    const core = fabric();
    core.claim(0, extents([20, 10]));
    core.claim(1, extents([1500, 1]));
    const before = core.stateHash();
    expect(statusOf(() => core.claim(0, extents([0, 5], [40, 5], [29, 1])))).toBe(abi.STATUS_NOT_FREE);
    expect(statusOf(() => core.claim(0, extents([0, 5], [4, 1])))).toBe(abi.STATUS_NOT_FREE);
    expect(statusOf(() => core.claim(0, extents([15, 10])))).toBe(abi.STATUS_NOT_FREE);
    expect(statusOf(() => core.claim(1, extents([0, 10], [500, 1200])))).toBe(abi.STATUS_NOT_FREE);
    expect(core.stateHash()).toBe(before);
    expect(core.free(0)).toBe(90);
  });

  it('releases all or nothing', () => {
    const core = fabric();
    core.claim(0, extents([20, 10], [50, 10]));
    core.claim(1, extents([0, 1500]));
    const before = core.stateHash();
    expect(statusOf(() => core.release(0, extents([22, 3], [50, 11])))).toBe(abi.STATUS_ALREADY_FREE);
    expect(statusOf(() => core.release(0, extents([22, 3], [24, 2])))).toBe(abi.STATUS_ALREADY_FREE);
    expect(statusOf(() => core.release(0, extents([0, 100])))).toBe(abi.STATUS_ALREADY_FREE);
    expect(statusOf(() => core.release(1, extents([100, 1000], [1400, 200])))).toBe(abi.STATUS_ALREADY_FREE);
    expect(core.stateHash()).toBe(before);
  });

  it('says which record it objects to', () => {
    const core = fabric();
    expect(() => core.claim(0, extents([0, 5], [4, 1]))).toThrow(/claim, record 1: .*taken already/);
    expect(() => core.load([aModule('dram', 1), aModule('dram', -1)], [])).toThrow(
      /load, record 1: .*inventory record/,
    );
  });

  it('refuses unknown modules and hosts', () => {
    const core = fabric();
    for (const index of [-1, 2, 1.5, 2 ** 32, Number.NaN]) {
      expect(statusOf(() => core.claim(index, []))).toBe(abi.STATUS_BAD_MODULE);
      expect(statusOf(() => core.release(index, []))).toBe(abi.STATUS_BAD_MODULE);
      expect(statusOf(() => core.setSchedulable(index, true))).toBe(abi.STATUS_BAD_MODULE);
      expect(statusOf(() => core.free(index))).toBe(abi.STATUS_BAD_MODULE);
      expect(statusOf(() => core.extend(index, 0, 1))).toBe(abi.STATUS_BAD_MODULE);
      expect(statusOf(() => core.select(aRequest('dram', linear(1), { only: [0, index] })))).toBe(
        abi.STATUS_BAD_MODULE,
      );
      expect(statusOf(() => core.select(aRequest('dram', linear(1), { host: index })))).toBe(abi.STATUS_BAD_HOST);
    }
    expect(statusOf(() => create().free(0))).toBe(abi.STATUS_BAD_MODULE);
    expect(statusOf(() => create().place(aRequest('dram', linear(1))))).toBe(abi.STATUS_BAD_HOST);
  });

  const many = Array.from({ length: 17 }, (_unused, k) => `k=${k}`);
  const invalid: readonly [string, PolicyRequest][] = [
    ['no weight', aRequest('dram', linear(1), { weights: { proximity: 0, utilization: 0, cost: 0 } })],
    ['a weight above 1000', aRequest('dram', linear(1), { weights: { proximity: 1001, utilization: 0, cost: 0 } })],
    ['a negative weight', aRequest('dram', linear(1), { weights: { proximity: 5, utilization: -1, cost: 0 } })],
    ['nothing wanted', aRequest('dram', linear(0))],
    ['a negative amount', aRequest('dram', linear(-4))],
    ['half a unit', aRequest('dram', linear(1.5))],
    ['more than 2^50', aRequest('dram', linear(2 ** 50 + 1))],
    ['max_drms 0', aRequest('dram', linear(1), { max_drms: 0 })],
    ['max_drms 1025', aRequest('dram', linear(1), { max_drms: 1025 })],
    ['ways 0', aRequest('dram', linear(1), { interleave_ways: 0 })],
    ['ways 17', aRequest('dram', linear(17), { interleave_ways: 17 })],
    ['17 labels', aRequest('dram', linear(1), { labels: many })],
    ['17 forbidden labels', aRequest('dram', linear(1), { not_labels: many })],
    ['a negative latency', aRequest('dram', linear(1), { max_latency_ns: -1 })],
    ['a bandwidth above u32', aRequest('dram', linear(1), { min_bandwidth_mbps: 2 ** 32 })],
    ['spanned devices', aRequest('gpu', onDevices(1, 1000), { max_drms: 2 })],
    ['interleaved devices', aRequest('gpu', onDevices(2, 1000), { interleave_ways: 2 })],
    ['a share above one device', aRequest('gpu', onDevices(1, 1100))],
    ['devices without a share', aRequest('gpu', onDevices(2, 0, 500))],
    ['a remainder of a whole device', aRequest('gpu', onDevices(1, 1000, 1000))],
    ['an amount that is not its devices', aRequest('gpu', { amount: 999, devices: 1, share: 1000, remainder: 0 })],
    ['a medium nobody knows', aRequest('tape' as 'dram', linear(1))],
  ];
  it.each(invalid)('refuses a request with %s', (_name, request) => {
    const core = fabric();
    expect(statusOf(() => core.select(request))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.place(request))).toBe(abi.STATUS_INVALID_REQUEST);
  });

  const records: readonly [string, PolicyModule][] = [
    ['a negative capacity', aModule('dram', -1)],
    ['a capacity above 2^50', aModule('dram', 2 ** 50 + 1)],
    ['a fractional capacity', aModule('dram', 1.5)],
    ['step 0', aModule('dram', 10, { step: 0 })],
    ['a cost above u32', aModule('dram', 10, { cost_per_unit_hour_micros: 2 ** 32 })],
    ['a negative cost', aModule('dram', 10, { cost_per_unit_hour_micros: -1 })],
    ['devices in a linear medium', aModule('dram', 10, { device: 1000 })],
    ['no devices in a device medium', aModule('gpu', 1000, { device: 0 })],
    ['half a device', aModule('gpu', 1500)],
    ['a step that does not divide a device', aModule('gpu', 3000, { step: 300 })],
    ['more than 2^20 devices', aModule('gpu', 1000 * (2 ** 20 + 1))],
    ['a kind that is not its medium’s', aModule('dram', 10, { kind: 'storage' })],
    ['a medium nobody knows', aModule('dram', 10, { medium: 'tape' as 'dram' })],
  ];
  it.each(records)('refuses to load a module with %s, and is empty then', (_name, record) => {
    const core = fabric();
    expect(statusOf(() => core.load([aModule('dram', 1), record], []))).toBe(abi.STATUS_BAD_RECORD);
    expect(statusOf(() => core.free(0))).toBe(abi.STATUS_BAD_MODULE);
  });

  it('refuses hosts that do not know every module', () => {
    expect(statusOf(() => create().load([aModule('dram', 1)], [aHost([1]), aHost([1, 2])]))).toBe(
      abi.STATUS_BAD_LENGTH,
    );
    expect(statusOf(() => create().load([aModule('dram', 1)], [aHost([1], [])]))).toBe(abi.STATUS_BAD_LENGTH);
  });

  it('refuses to extend what cannot be', () => {
    const core = fabric();
    expect(statusOf(() => core.extend(1, 0, 1000))).toBe(abi.STATUS_NOT_LINEAR);
    expect(statusOf(() => core.extend(0, -1, 1))).toBe(abi.STATUS_BAD_EXTENT);
    expect(statusOf(() => core.extend(0, 101, 1))).toBe(abi.STATUS_BAD_EXTENT);
    expect(statusOf(() => core.extend(0, 0, 0))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.extend(0, 0, 0.5))).toBe(abi.STATUS_INVALID_REQUEST);
  });

  it('holds an empty fabric and empty modules', () => {
    const core = create();
    core.load([], [aHost([])]);
    expect(core.select(aRequest('dram', linear(1))).considered).toBe(0);
    core.load([aModule('dram', 0), aModule('gpu', 0), aModule('dram', 3, { step: 4 })], [aHost([1, 1, 1])]);
    expect(core.place(aRequest('dram', linear(1), { max_drms: 3 })).chosen).toEqual([]);
    expect(core.place(aRequest('gpu', onDevices(1, 100))).chosen).toEqual([]);
    expect(core.extend(0, 0, 1)).toEqual([]);
  });
});
