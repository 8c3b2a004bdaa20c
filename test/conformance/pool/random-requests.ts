import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { ClauseFields, ProfileEntryFields, RequestFields, TermFields } from '../../../src/policy/pool/fields.ts';
import { between, chance, type Draw, pick, times, weighted } from './draw.ts';
import { LABELS, type PoolStyle } from './random-pool.ts';

const SHARES = [1000, 1000, 500, 250, 100, 300, 50, 1];

function randomAmount(draw: Draw, size: number): number {
  return weighted(draw, [
    [40, between(draw, 1, Math.max(1, size >> 4))],
    [20, between(draw, 1, Math.max(1, size >> 3))],
    [30, 2 * between(draw, 1, Math.max(1, size >> 4))],
    [15, 4 * between(draw, 1, Math.max(1, size >> 4))],
    [6, between(draw, 1, size)],
    [2, size],
  ]);
}

export function randomClauses(draw: Draw): ClauseFields[] {
  return times(between(draw, 1, 3), () => ({
    op: draw(2),
    labels: times(between(draw, 1, 4), () => (chance(draw, 10) ? 0xffffffff : pick(draw, LABELS))),
  }));
}

function randomTerms(draw: Draw, groups: number, handles: readonly number[]): TermFields[] {
  return times(between(draw, 1, 2), () => {
    const named = handles.length > 0 && (groups === 0 || chance(draw, 50));
    return {
      scope: draw(abi.SCOPE_COUNT),
      kind: named || groups === 0 ? abi.TERM_ALLOCATION : abi.TERM_GROUP,
      id: named ? pick(draw, handles) : draw(Math.max(1, groups)),
    };
  });
}

interface Span {
  readonly max_drms: number;
  readonly ways: number;
  readonly granularity: number;
  readonly flags: number;
}

const NO_SPAN: Span = { max_drms: 1, ways: 1, granularity: 0, flags: 0 };

function randomSpan(draw: Draw): Span {
  const ways = chance(draw, 25) ? pick(draw, [2, 3, 4, 6, 8]) : 1;
  return {
    ways,
    max_drms: pick(draw, [1, 2, 3, 4, 8, 64]),
    granularity: ways === 1 ? draw(3) : pick(draw, [4096, 256, 16384, 512]),
    flags: (chance(draw, 30) ? abi.REQUEST_EQUAL_SHARES : 0) | (chance(draw, 30) ? abi.REQUEST_DISTINCT_DOMAINS : 0),
  };
}

/** What is asked for: one dimension to be spanned, or any of them and devices. */
function randomSize(
  draw: Draw,
  { fields, sizes }: PoolStyle,
): Pick<RequestFields, 'amount' | 'devices' | 'share'> & Span {
  if (chance(draw, 30)) {
    const span = randomSpan(draw);
    const dim = draw(sizes.length);
    const size = sizes[dim] as number;
    // Larger than a module, so that it has to span; a multiple of the ways, so that it may interleave.
    const whole = Math.min(abi.UNITS_MAX, between(draw, 1, Math.ceil((size * pick(draw, [1, 3, 6, 12])) / 2)));
    const units = span.ways * Math.max(1, Math.floor(whole / span.ways));
    return { ...span, amount: sizes.map((_, d) => (d === dim ? units : 0)), devices: 0, share: 0 };
  }
  const devices = fields.devices > 0 && chance(draw, 60) ? between(draw, 1, pick(draw, [1, 1, 2, fields.devices])) : 0;
  const amount = sizes.map((size) => (chance(draw, 70) ? randomAmount(draw, size) : 0));
  if (devices === 0 && !amount.some((units) => units > 0)) amount[0] = 1;
  return { ...NO_SPAN, amount, devices, share: devices > 0 ? pick(draw, SHARES) : 0 };
}

const UNCONSTRAINED = {
  ...NO_SPAN,
  host: -1,
  max_latency_ns: 0,
  min_bandwidth_mbps: 0,
  clauses: [],
  affinity: [],
  anti: [],
  only: [],
} satisfies Partial<RequestFields>;

/** A request without any constraint: what batches can shuffle. */
export function simpleRequest(draw: Draw, style: PoolStyle): RequestFields {
  let request = randomRequest(draw, style, [], 0);
  while (request.max_drms > 1 || request.ways > 1) request = randomRequest(draw, style, [], 0);
  return { ...request, ...UNCONSTRAINED, group: -1 };
}

/** A request that is valid but for what interleaving wants of media and units. */
export function randomRequest(
  draw: Draw,
  style: PoolStyle,
  handles: readonly number[],
  moduleCount: number,
): RequestFields {
  const { fields } = style;
  const size = randomSize(draw, style);
  const host = fields.hosts.length > 0 && chance(draw, 60) ? draw(fields.hosts.length) : -1;
  const strategy = draw(abi.STRATEGY_COUNT);
  const weights = chance(draw, 40) ? [0, 1, 0] : [draw(4), draw(4), draw(4)];
  if (!weights.some((weight) => weight > 0)) weights[draw(3)] = 1000;
  const canTerm = fields.groups > 0 || handles.length > 0;
  return {
    ...size,
    host,
    strategy,
    weight_proximity: weights[0] as number,
    weight_utilization: weights[1] as number,
    weight_cost: weights[2] as number,
    flags:
      size.flags |
      (chance(draw, 6) ? abi.REQUEST_EXCLUSIVE : 0) |
      (chance(draw, 10) ? abi.REQUEST_HEALTHY_ONLY : 0) |
      (chance(draw, 5) ? abi.REQUEST_EQUAL_SHARES : 0),
    max_latency_ns: host >= 0 && chance(draw, 15) ? pick(draw, [170, 350, 600]) : 0,
    min_bandwidth_mbps: host >= 0 && chance(draw, 15) ? pick(draw, [1000, 8000, 40000]) : 0,
    group: fields.groups > 0 && chance(draw, 50) ? draw(fields.groups) : -1,
    tag: draw(1000),
    levels: strategy === abi.STRATEGY_FGD ? pick(draw, [0, 100]) : pick(draw, [0, 0, 0, 1, 100, 10000]),
    clauses: chance(draw, 15) ? randomClauses(draw) : [],
    affinity: canTerm && chance(draw, 10) ? randomTerms(draw, fields.groups, handles) : [],
    anti: canTerm && chance(draw, 14) ? randomTerms(draw, fields.groups, handles) : [],
    only: moduleCount > 0 && chance(draw, 12) ? times(between(draw, 1, moduleCount), () => draw(moduleCount)) : [],
  };
}

export function randomProfile(draw: Draw, { fields, sizes, isExtreme }: PoolStyle): ProfileEntryFields[] {
  return times(draw(6), () => {
    const devices = fields.devices > 0 && chance(draw, 75) ? between(draw, 1, Math.min(3, fields.devices)) : 0;
    return {
      count: isExtreme ? 1048576 : between(draw, 1, 40),
      devices,
      share: devices > 0 ? pick(draw, SHARES) : 0,
      amount: sizes.map((size) => (chance(draw, 70) ? randomAmount(draw, size) : 0)),
      clauses: chance(draw, 25) ? randomClauses(draw) : [],
    };
  });
}
