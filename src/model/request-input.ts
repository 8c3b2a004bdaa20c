import { formatPath, listProblems, type Problem, RahError } from '../errors/rah-error.ts';
import { suggestion } from '../errors/suggestion.ts';
import { type Path, type Problems, Reader } from './input-reader.ts';
import {
  HDM_ALIGNMENT_BYTES,
  HDM_GRANULARITIES_BYTES,
  HDM_WAYS,
  KINDS,
  LBA_BYTES,
  MEDIA,
  MEDIUM_NAMES,
  type Medium,
  mediaOf,
} from './medium.ts';
import type { Constraints, Request, Size, Weights } from './request.ts';
import { DEFAULT_CONSTRAINTS, DEFAULT_WEIGHTS } from './request.ts';
import { allowedSizes, formatAmount, MAX_BYTES, parseSize, SizeError } from './size.ts';

/** A request as people write it. `null` stands for "left out" everywhere. */
export interface RequestInput {
  readonly vm: string;
  readonly host: string;
  /** Optional because the medium tells it; must agree when given. */
  readonly kind?: string | null;
  readonly medium: string;
  /** See `parseSize`. */
  readonly size: string | number;
  readonly constraints?: ConstraintsInput | null;
  /** When given, stages that are left out weigh 0. */
  readonly weights?: { readonly [Stage in keyof Weights]?: number | null } | null;
}

export interface ConstraintsInput {
  readonly labels?: Readonly<Record<string, string>> | null;
  readonly not_labels?: Readonly<Record<string, string>> | null;
  readonly max_latency_ns?: number | null;
  readonly min_bandwidth_mbps?: number | null;
  readonly max_drms?: number | null;
  readonly interleave_ways?: number | null;
  readonly interleave_granularity_bytes?: number | null;
  readonly drm_ids?: readonly string[] | null;
}

const MAX_DRMS = 16;
/** One below the value that stands for "unreachable" in the policy. */
const MAX_LATENCY_NS = 0xfffffffe;
const MAX_STORAGE_GRANULARITY_BYTES = 1024 ** 3;
const MAX_BANDWIDTH_MBPS = 0xffffffff;

/** Throws RahError `invalid_request` with every problem in `details.problems`; paths start with `path`. */
export function parseRequest(input: unknown, path: Path = []): Request {
  const problems: Problem[] = [];
  const request = readRequest(input, path, problems);
  if (request === null) throw invalidRequest(problems);
  return request;
}

export function invalidRequest(problems: readonly Problem[]): RahError {
  const lines = problems.map((problem) => {
    const where = problem.path.length === 0 ? '' : `${formatPath(problem.path)}: `;
    return `${where}${problem.message}${problem.allowed === null ? '' : `; allowed: ${problem.allowed}`}`;
  });
  const first = problems[0];
  return new RahError('invalid_request', listProblems(lines), {
    details: { problems },
    ...(first === undefined ? {} : { path: first.path }),
  });
}

/** Adds to `problems` and returns null when there are any. */
export function readRequest(input: unknown, path: Path, problems: Problems): Request | null {
  const before = problems.length;
  const reader = Reader.of(input, path, problems, ['vm', 'host', 'kind', 'medium', 'size', 'constraints', 'weights']);
  if (reader === null) return null;
  const vm = reader.id('vm');
  const host = reader.id('host');
  const medium = readMedium(reader);
  const size = medium === null ? null : readSize(reader, medium);
  const constraints = readConstraints(reader.at('constraints'), [...path, 'constraints'], problems, medium);
  const weights = readWeights(reader.at('weights'), [...path, 'weights'], problems);
  if (medium !== null && size !== null && constraints !== null) checkMultiple(reader, medium, size, constraints);
  if (problems.length > before || vm === null || host === null || medium === null || size === null) return null;
  if (constraints === null || weights === null) return null;
  return { vm, host, kind: MEDIA[medium].kind, medium, size, constraints, weights };
}

function readMedium(reader: Reader): Medium | null {
  const kindText = reader.at('kind');
  const kind = KINDS.find((known) => known === kindText) ?? null;
  if (kindText !== undefined && kindText !== null && kind === null) {
    reader.wrong(
      'kind',
      `${JSON.stringify(kindText)} is not a kind${suggestion(String(kindText), KINDS)}`,
      KINDS.join(', '),
    );
  }
  const allowed = (kind === null ? MEDIUM_NAMES : mediaOf(kind)).join(', ');
  const text = reader.text('medium', allowed);
  if (text === null) return null;
  const medium = MEDIUM_NAMES.find((known) => known === text);
  if (medium === undefined) {
    reader.wrong('medium', `${JSON.stringify(text)} is not a medium${suggestion(text, MEDIUM_NAMES)}`, allowed);
    return null;
  }
  if (kind !== null && MEDIA[medium].kind !== kind) {
    reader.wrong(
      'medium',
      `"${medium}" is a medium of ${MEDIA[medium].kind}, but kind is "${kind}"`,
      `media of ${kind}: ${allowed}`,
    );
    return null;
  }
  return medium;
}

function readSize(reader: Reader, medium: Medium): Size | null {
  const value = reader.at('size');
  if (value === undefined || value === null) {
    reader.wrong('size', 'is missing', allowedSizes(medium));
    return null;
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    reader.wrong('size', 'must be text', allowedSizes(medium));
    return null;
  }
  try {
    return parseSize(String(value), medium);
  } catch (error) {
    if (!(error instanceof SizeError)) throw error;
    reader.wrong('size', error.message, error.allowed);
    return null;
  }
}

function readConstraints(input: unknown, path: Path, problems: Problems, medium: Medium | null): Constraints | null {
  const kind = medium === null ? null : MEDIA[medium].kind;
  const granularity = kind === 'storage' ? LBA_BYTES : DEFAULT_CONSTRAINTS.interleave_granularity_bytes;
  if (input === undefined || input === null) {
    return { ...DEFAULT_CONSTRAINTS, interleave_granularity_bytes: granularity };
  }
  const before = problems.length;
  const reader = Reader.of(input, path, problems, Object.keys(DEFAULT_CONSTRAINTS));
  if (reader === null) return null;
  const constraints: Constraints = {
    labels: reader.labels('labels'),
    not_labels: reader.labels('not_labels'),
    max_latency_ns: reader.integer('max_latency_ns', 1, MAX_LATENCY_NS),
    min_bandwidth_mbps: reader.integer('min_bandwidth_mbps', 1, MAX_BANDWIDTH_MBPS),
    max_drms: reader.integer('max_drms', 1, MAX_DRMS) ?? 1,
    interleave_ways: reader.integer('interleave_ways', 1, MAX_DRMS) ?? 1,
    interleave_granularity_bytes:
      reader.integer('interleave_granularity_bytes', 256, MAX_STORAGE_GRANULARITY_BYTES) ?? granularity,
    drm_ids: reader.ids('drm_ids'),
  };
  for (const [key, value] of Object.entries(constraints.labels)) {
    if (constraints.not_labels[key] === value) {
      reader.wrong('not_labels', `"${key}=${value}" is both wanted and not wanted`, null);
    }
  }
  const ways = constraints.interleave_ways;
  if (!HDM_WAYS.includes(ways)) reader.wrong('interleave_ways', `${ways} is not a number of ways`, HDM_WAYS.join(', '));
  if (kind === 'compute') {
    if (ways !== 1) reader.wrong('interleave_ways', 'compute is not interleaved', '1');
    if (constraints.max_drms !== 1) reader.wrong('max_drms', 'compute comes from one DRM', '1');
  } else if (ways > 1 && constraints.max_drms !== 1) {
    reader.wrong('max_drms', `an interleaved slice is on exactly interleave_ways = ${ways} DRMs`, '1, or leave it out');
  }
  if (ways > 1 && constraints.drm_ids.length > 0 && constraints.drm_ids.length < ways) {
    reader.wrong('drm_ids', `${constraints.drm_ids.length} DRMs cannot hold ${ways} ways`, `at least ${ways} ids`);
  }
  checkGranularity(reader, kind, constraints.interleave_granularity_bytes);
  return problems.length > before ? null : constraints;
}

function checkGranularity(reader: Reader, kind: string | null, granularity: number): void {
  const key = 'interleave_granularity_bytes';
  if (kind === 'memory' && !HDM_GRANULARITIES_BYTES.includes(granularity)) {
    reader.wrong(key, `${granularity} is not a granularity of memory`, HDM_GRANULARITIES_BYTES.join(', '));
  }
  if (kind === 'storage' && granularity % LBA_BYTES !== 0) {
    reader.wrong(key, `${granularity} is not a granularity of storage`, `a multiple of ${LBA_BYTES}`);
  }
}

function readWeights(input: unknown, path: Path, problems: Problems): Weights | null {
  if (input === undefined || input === null) return DEFAULT_WEIGHTS;
  const before = problems.length;
  const reader = Reader.of(input, path, problems, Object.keys(DEFAULT_WEIGHTS));
  if (reader === null) return null;
  const weights: Weights = {
    proximity: reader.integer('proximity', 0, 1000) ?? 0,
    utilization: reader.integer('utilization', 0, 1000) ?? 0,
    cost: reader.integer('cost', 0, 1000) ?? 0,
  };
  if (problems.length > before) return null;
  if (weights.proximity + weights.utilization + weights.cost > 0) return weights;
  if (reader.isEmpty()) return DEFAULT_WEIGHTS;
  problems.push({ path, message: 'all weights are 0', allowed: 'at least one weight above 0' });
  return null;
}

/** What one unit of a size must be a multiple of: whole HDM regions, whole stripes. */
export function sizeMultiple(medium: Medium, constraints: Constraints): number {
  const ways = constraints.interleave_ways;
  if (MEDIA[medium].kind === 'memory') return HDM_ALIGNMENT_BYTES * ways;
  if (MEDIA[medium].kind === 'storage') {
    return ways === 1 ? LBA_BYTES : Math.max(LBA_BYTES, constraints.interleave_granularity_bytes) * ways;
  }
  return 1;
}

function checkMultiple(reader: Reader, medium: Medium, size: Size, constraints: Constraints): void {
  const multiple = sizeMultiple(medium, constraints);
  if (size.amount % multiple === 0) return;
  const below = Math.floor(size.amount / multiple) * multiple;
  const nearest = [below, below + multiple]
    .filter((amount) => amount > 0 && amount <= MAX_BYTES)
    .map((amount) => JSON.stringify(formatAmount(amount, medium)));
  const ways = constraints.interleave_ways === 1 ? '' : ` (${constraints.interleave_ways} ways)`;
  reader.wrong(
    'size',
    `${JSON.stringify(formatAmount(size.amount, medium))} is not a multiple of ${formatAmount(multiple, medium)}${ways}`,
    `${nearest.join(' or ')} are the nearest`.replace(/^("[^"]*") are/, '$1 is'),
  );
}
