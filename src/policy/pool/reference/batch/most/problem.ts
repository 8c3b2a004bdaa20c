import { STATUS_INVALID_REQUEST } from '../../../../../../policy-assembly/abi/abi.ts';
import { MOST_MAX_SETS, UNITS_MAX } from '../../../../../../policy-assembly/abi/pool.ts';
import { mulDiv } from '../../arithmetic.ts';
import { Failure } from '../../failure.ts';
import type { Request } from '../../request.ts';
import { at } from '../../row.ts';
import type { PoolState } from '../../state.ts';
import type { Eligibility, ModuleSet } from '../eligible.ts';

const SCARCITY = 1024;
const MILLI = 1000;

/** A request that at least one module lets in. */
export interface Want {
  readonly index: number;
  readonly request: Request;
  /** Number of its set of modules. */
  readonly set: number;
}

/** What all variants have in common. */
export interface Problem {
  readonly state: PoolState;
  /** In request order. */
  readonly wants: readonly Want[];
  /** By set number, numbered as they come. */
  readonly sets: readonly ModuleSet[];
  /** By set number: how many modules. */
  readonly widths: readonly number[];
  /** By set number: true when it holds every module of every set. */
  readonly isWidest: readonly boolean[];
  /** By two set numbers: true when the first holds all of the second. */
  readonly holds: readonly (readonly boolean[])[];
  /** Modules of any set, ascending. */
  readonly modules: readonly number[];
  /** The dimension that is scarcest. */
  readonly key: number;
  /** Units of the key dimension that a device of the batch needs on average. */
  readonly need: number;
  /** Milli that placing everything would place. */
  readonly milli: number;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Throws Failure (INVALID_REQUEST) at the request that brings one set too many. */
function readWants(
  requests: readonly Request[],
  eligibility: Eligibility,
): { readonly wants: Want[]; readonly sets: ModuleSet[] } {
  const sets: ModuleSet[] = [];
  const wants: Want[] = [];
  for (const [index, request] of requests.entries()) {
    const found = eligibility.of(request);
    if (!found.includes(1)) continue;
    let set = sets.indexOf(found);
    if (set < 0) {
      if (sets.length === MOST_MAX_SETS) throw new Failure(STATUS_INVALID_REQUEST, index);
      set = sets.push(found) - 1;
    }
    wants.push({ index, request, set });
  }
  return { wants, sets };
}

function scarcest(state: PoolState, wants: readonly Want[], modules: readonly number[]): number {
  const scarcity = state.inventory.dims.map((_, d) => {
    const demand = sum(wants.map(({ request }) => at(request.amount, d)));
    const capacity = sum(modules.map((module) => at(at(state.modules, module).free, d)));
    return mulDiv(SCARCITY, demand, Math.max(1, capacity));
  });
  return scarcity.indexOf(Math.max(...scarcity));
}

/** Throws Failure (INVALID_REQUEST). */
export function readProblem(state: PoolState, requests: readonly Request[], eligibility: Eligibility): Problem {
  const { wants, sets } = readWants(requests, eligibility);
  const isIn = state.modules.map((module) => sets.some((set) => set[module.index] === 1));
  const modules = state.modules.map((module) => module.index).filter((module) => at(isIn, module));
  const widths = sets.map((set) => set.reduce((total, bit) => total + bit, 0));
  const key = scarcest(state, wants, modules);
  const onDevices = wants.filter(({ request }) => request.devices > 0);
  const milli = sum(onDevices.map(({ request }) => request.devices * request.share));
  const units = sum(onDevices.map(({ request }) => at(request.amount, key)));
  return {
    state,
    wants,
    sets,
    widths,
    isWidest: widths.map((width) => width === modules.length),
    holds: sets.map((a) => sets.map((b) => b.every((bit, module) => bit === 0 || a[module] === 1))),
    modules,
    key,
    need: milli === 0 ? 0 : Math.min(UNITS_MAX, mulDiv(units, MILLI, milli)),
    milli,
  };
}
