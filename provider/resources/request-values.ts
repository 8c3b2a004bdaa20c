/** Requests between Terraform's values and the model. */
import type { Problem } from '../../src/errors/rah-error.ts';
import { MEDIA, type Medium } from '../../src/model/medium.ts';
import {
  type Constraints,
  DEFAULT_CONSTRAINTS,
  DEFAULT_WEIGHTS,
  type Request,
  type Weights,
} from '../../src/model/request.ts';
import { parseRequest, readRequest } from '../../src/model/request-input.ts';
import { formatSize } from '../../src/model/size.ts';
import type { Diagnostics } from '../framework/diagnostics.ts';
import type { Path } from '../values/path.ts';
import { DecimalNumber, isObjectValue, type ObjectValue, objectValue, UNKNOWN, type Value } from '../values/value.ts';
import { isWhollyKnown } from '../values/walk.ts';
import { sentence } from './diagnose.ts';

const REQUEST_ATTRIBUTES = ['vm', 'host', 'kind', 'medium', 'size', 'constraints', 'weights'] as const;

/** Plain JavaScript for src/model; what is unknown reads as left out. */
export function plain(value: Value | undefined): unknown {
  if (value === undefined || value === null || value === UNKNOWN) return null;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof DecimalNumber) return value.toNumber();
  if (Array.isArray(value)) return value.some((item) => item === UNKNOWN) ? null : value.map(plain);
  if (!isObjectValue(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== UNKNOWN);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}

function inputOf(value: ObjectValue): Record<string, unknown> {
  return Object.fromEntries(
    REQUEST_ATTRIBUTES.map((name) => {
      // Computed: not yet told counts as not given.
      return [name, plain(value[name])];
    }),
  );
}

/** Whether every attribute that says what is wanted is known (`kind` follows from the medium). */
export function isRequestKnown(value: ObjectValue): boolean {
  return REQUEST_ATTRIBUTES.every((name) => name === 'kind' || isWhollyKnown(value[name]));
}

/** The request in wholly known values. Validation has passed: throws RahError `invalid_request` where it has not. */
export function requestFrom(value: ObjectValue): Request {
  return parseRequest(inputOf(value));
}

/** The same, or null while something is unknown or wrong. */
export function requestIfValid(value: ObjectValue | null): Request | null {
  return value === null || !isRequestKnown(value) ? null : readRequest(inputOf(value), [], []);
}

/** Reports everything that is wrong already with what is known already. */
export function validateRequest(value: ObjectValue, prefix: Path, diagnostics: Diagnostics): void {
  const problems: Problem[] = [];
  const input = inputOf(value);
  const weights = value.weights;
  // A weight to come may be above 0.
  if (isObjectValue(weights) && !isWhollyKnown(weights)) {
    input.weights = Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => [name, weight === UNKNOWN ? 1 : plain(weight)]),
    );
  }
  readRequest(input, [], problems);
  for (const problem of problems) {
    const attribute = problem.path[0];
    if (typeof attribute === 'string' && !isWhollyKnown(value[attribute]) && plain(value[attribute]) === null) continue;
    reportProblem(problem, prefix, diagnostics);
  }
}

/** Steps of problems inside a request are attributes; what comes before them is `prefix`. */
export function reportProblem(problem: Problem, prefix: Path, diagnostics: Diagnostics): void {
  const steps = problem.path.map((step) => (typeof step === 'number' ? { index: step } : { attribute: step }));
  const attribute = problem.path.at(-1) ?? 'request';
  diagnostics.error(
    [...prefix, ...steps],
    `Invalid ${attribute}`,
    problem.allowed === null ? sentence(problem.message) : `${sentence(problem.message)}\nAllowed: ${problem.allowed}.`,
  );
}

/** The kind that the medium tells; unknown while the medium is. */
export function kindOf(medium: Value | undefined): Value {
  if (medium === UNKNOWN) return UNKNOWN;
  return typeof medium === 'string' && Object.hasOwn(MEDIA, medium) ? MEDIA[medium as Medium].kind : null;
}

/** A request as it would be written, with everything that has its default left out. */
export function requestValues(request: Request): ObjectValue {
  return refreshRequest(objectValue(), request);
}

/**
 * The request that now holds, in the words of the state where they mean the same: whoever wrote "65536MiB" does not
 * want to read "64GiB" in the next plan.
 */
export function refreshRequest(state: ObjectValue, request: Request): ObjectValue {
  const before = requestIfValid(state);
  const { vm, host, kind, medium } = request;
  const holds = (same: (before: Request) => boolean) => before !== null && same(before);
  return objectValue({
    vm,
    host,
    kind,
    medium,
    size: holds((old) => old.medium === medium && sameSize(old, request))
      ? (state.size ?? null)
      : formatSize(request.size, medium),
    constraints: holds((old) => sameConstraints(old.constraints, request.constraints))
      ? (state.constraints ?? null)
      : constraintValues(request),
    weights: holds((old) => sameWeights(old.weights, request.weights))
      ? (state.weights ?? null)
      : weightValues(request.weights),
  });
}

/**
 * Keeps the words of the state where the config says the same in others. Null members are never kept or replaced:
 * Terraform allows a provider to hold on to a prior value only where config has one too.
 */
export function keepWords(planned: ObjectValue, prior: ObjectValue): void {
  planned.kind = kindOf(planned.medium);
  const before = requestIfValid(prior);
  const after = requestIfValid(planned);
  if (before === null || after === null) return;
  const keep = (name: 'size' | 'constraints' | 'weights') => {
    const priorValue = prior[name] ?? null;
    if (priorValue !== null && planned[name] !== null) planned[name] = priorValue;
  };
  if (before.medium === after.medium && sameSize(before, after)) keep('size');
  if (sameConstraints(before.constraints, after.constraints)) keep('constraints');
  if (sameWeights(before.weights, after.weights)) keep('weights');
}

export function sameRequest(left: Request, right: Request): boolean {
  return (
    left.vm === right.vm &&
    left.host === right.host &&
    left.medium === right.medium &&
    sameSize(left, right) &&
    sameConstraints(left.constraints, right.constraints) &&
    sameWeights(left.weights, right.weights)
  );
}

function sameSize(left: Request, right: Request): boolean {
  const [a, b] = [left.size, right.size];
  return a.amount === b.amount && a.devices === b.devices && a.share === b.share && a.remainder === b.remainder;
}

function sameWeights(left: Weights, right: Weights): boolean {
  return left.proximity === right.proximity && left.utilization === right.utilization && left.cost === right.cost;
}

/** Labels and ids come sorted from src/model: equal ones are equal texts. */
function sameConstraints(left: Constraints, right: Constraints): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function constraintValues(request: Request): ObjectValue | null {
  const { constraints } = request;
  // What the same request has without constraints: the default granularity differs between media.
  const standard = parseRequest({ ...request, size: formatSize(request.size, request.medium), constraints: null });
  const values = objectValue();
  for (const name of Object.keys(DEFAULT_CONSTRAINTS) as (keyof Constraints)[]) {
    const value = constraints[name];
    const isDefault = JSON.stringify(value) === JSON.stringify(standard.constraints[name]);
    values[name] = isDefault
      ? null
      : Array.isArray(value)
        ? [...value]
        : typeof value === 'object' && value !== null
          ? objectValue(value as Record<string, string>)
          : (value as Value);
  }
  return Object.values(values).every((value) => value === null) ? null : values;
}

function weightValues(weights: Weights): ObjectValue | null {
  return sameWeights(weights, DEFAULT_WEIGHTS) ? null : objectValue({ ...weights });
}
