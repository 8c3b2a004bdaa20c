import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../framework/diagnostics.ts';
import { formatPath, path } from '../values/path.ts';
import { DecimalNumber, type ObjectValue, objectValue, UNKNOWN, type Value } from '../values/value.ts';
import { keepWords, refreshRequest, requestFrom, requestValues, validateRequest } from './request-values.ts';

function request(members: Record<string, Value> = {}): ObjectValue {
  const standard = { vm: 'v', host: 'h', kind: null, medium: 'dram', size: '64GiB', constraints: null, weights: null };
  return objectValue({ ...standard, ...members });
}

function constraints(members: Record<string, Value>): ObjectValue {
  const names = ['labels', 'not_labels', 'max_latency_ns', 'min_bandwidth_mbps', 'max_drms'];
  names.push('interleave_ways', 'interleave_granularity_bytes', 'drm_ids');
  return objectValue({ ...Object.fromEntries(names.map((name) => [name, null])), ...members });
}

describe('validateRequest', () => {
  function problems(value: ObjectValue): string[] {
    const diagnostics = new Diagnostics();
    validateRequest(value, path('requests', { key: 'k' }), diagnostics);
    return diagnostics.items.map((item) => formatPath(item.path ?? []));
  }

  test('accepts what is right and what is not known yet', () => {
    expect(problems(request())).toEqual([]);
    for (const name of ['vm', 'host', 'kind', 'medium', 'size', 'constraints', 'weights']) {
      expect(problems(request({ [name]: UNKNOWN })), name).toEqual([]);
    }
    const limits = constraints({ max_latency_ns: UNKNOWN, labels: objectValue({ a: UNKNOWN }), drm_ids: [UNKNOWN] });
    expect(problems(request({ constraints: limits }))).toEqual([]);
    expect(problems(request({ weights: objectValue({ proximity: 0, utilization: UNKNOWN, cost: 0 }) }))).toEqual([]);
  });

  test('tells what is wrong although other things are unknown', () => {
    expect(problems(request({ vm: UNKNOWN, size: '64' }))).toEqual(['requests["k"].size']);
    const limits = constraints({ max_drms: 0, max_latency_ns: UNKNOWN });
    expect(problems(request({ host: UNKNOWN, constraints: limits }))).toEqual(['requests["k"].constraints.max_drms']);
    const weights = objectValue({ proximity: 2000, utilization: UNKNOWN, cost: null });
    expect(problems(request({ weights }))).toEqual(['requests["k"].weights.proximity']);
  });

  test('big and broken numbers are out of range, not a crash', () => {
    for (const odd of [2n ** 70n, new DecimalNumber('0.1'), -1, 1.5]) {
      const at = problems(request({ constraints: constraints({ max_latency_ns: odd }) }));
      expect(at).toEqual(['requests["k"].constraints.max_latency_ns']);
    }
  });
});

describe('keepWords', () => {
  test('keeps the words of the state where the config says the same', () => {
    const prior = request({ kind: 'memory', constraints: constraints({ max_drms: 1 }) });
    const planned = request({ size: '65536MiB', constraints: constraints({ drm_ids: [] }) });
    keepWords(planned, prior);
    expect(planned).toEqual(prior);
  });

  test('leaves changes, and what core would not accept', () => {
    const planned = request({ size: '65GiB', constraints: constraints({}) });
    keepWords(planned, request());
    expect(planned.size).toBe('65GiB');
    expect(planned.constraints).toEqual(constraints({}));
    expect(planned.kind).toBe('memory');
  });

  test('an unknown medium leaves the kind open', () => {
    const planned = request({ medium: UNKNOWN, kind: UNKNOWN });
    keepWords(planned, request());
    expect(planned.kind).toBe(UNKNOWN);
  });
});

describe('from the fabric', () => {
  test('a request comes back with its defaults left out', () => {
    for (const medium of ['dram', 'nvme', 'gpu', 'cpu']) {
      const size = medium === 'gpu' ? '2x500m' : medium === 'cpu' ? '2.5' : '64GiB';
      const given = requestFrom(request({ medium, size }));
      expect(requestValues(given)).toMatchObject({ medium, size, constraints: null, weights: null });
      expect(requestFrom(requestValues(given))).toEqual(given);
    }
    const limits = constraints({ labels: objectValue({ b: '1', a: '2' }), interleave_ways: 2, drm_ids: ['y', 'x'] });
    const given = requestFrom(
      request({ constraints: limits, weights: objectValue({ proximity: 1, utilization: 0, cost: 0 }) }),
    );
    expect(requestValues(given).constraints).toEqual(
      constraints({ labels: objectValue({ a: '2', b: '1' }), interleave_ways: 2, drm_ids: ['x', 'y'] }),
    );
    expect(requestFrom(requestValues(given))).toEqual(given);
  });

  test('refresh keeps the words of the state while they hold', () => {
    const state = request({ kind: 'memory', size: '65536MiB', constraints: constraints({ max_drms: 1 }) });
    const now = requestFrom(state);
    expect(refreshRequest(state, now)).toEqual(state);
    const moved = { ...now, host: 'h2', constraints: { ...now.constraints, max_drms: 2 } };
    const fresh = refreshRequest(state, moved);
    expect(fresh).toMatchObject({ host: 'h2', size: '65536MiB' });
    expect(fresh.constraints).toEqual(constraints({ max_drms: 2 }));
  });
});
