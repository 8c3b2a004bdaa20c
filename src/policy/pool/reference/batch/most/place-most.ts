import { STATUS_INVALID_REQUEST } from '../../../../../../policy-assembly/abi/abi.ts';
import { MOST_MAX_SCANS } from '../../../../../../policy-assembly/abi/pool.ts';
import { Failure, needRequest } from '../../failure.ts';
import type { Request } from '../../request.ts';
import { at } from '../../row.ts';
import type { Part, PoolState } from '../../state.ts';
import { Eligibility } from '../eligible.ts';
import { simpleOnes } from '../simple.ts';
import { Trial } from '../trial.ts';
import { makeBundles } from './bundles.ts';
import { type ShareClasses, shareClasses } from './classes.ts';
import { improve } from './exchange.ts';
import { BUNDLE, type Item, Layout, NOWHERE, type Variant } from './layout.ts';
import { byPreference, placeDeviceless, placeOnDevices } from './placing.ts';
import { type Problem, readProblem } from './problem.ts';
import { refill } from './refill.ts';

const MILLI = 1000;

const VARIANTS: readonly Variant[] = [
  { narrow: 4, wide: 0, tight: false },
  { narrow: 0, wide: -1, tight: false },
  { narrow: 4, wide: 1, tight: false },
  { narrow: 4, wide: 2, tight: false },
  { narrow: 4, wide: 4, tight: false },
  { narrow: 4, wide: -1, tight: true },
];

interface Solution {
  readonly layout: Layout;
  /** Requests without devices that have no place. */
  readonly leftOut: number;
  readonly milli: number;
}

function solve(problem: Problem, classes: ShareClasses, variant: Variant): Solution {
  const layout = new Layout(problem, classes);
  const leftOut = placeDeviceless(layout, variant);
  const average = layout.average(null);
  makeBundles(layout, variant);
  const preferred = byPreference(layout, variant, average);
  placeOnDevices(layout, preferred);
  improve(layout, preferred);
  refill(layout, preferred);
  const milli = layout.items.reduce((sum, item) => sum + (item.module === NOWHERE ? 0 : item.value), 0);
  return { layout, leftOut, milli };
}

function isBetter(a: Solution, b: Solution): boolean {
  return a.leftOut === b.leftOut ? a.milli > b.milli : a.leftOut < b.leftOut;
}

function bestSolution(problem: Problem): Solution {
  const classes = shareClasses(problem);
  const looks = problem.wants.length * problem.state.modules.length;
  let best: Solution | null = null;
  for (const [index, variant] of VARIANTS.entries()) {
    if (best !== null && looks * (index + 1) > MOST_MAX_SCANS) break;
    const found = solve(problem, classes, variant);
    if (best === null || isBetter(found, best)) best = found;
    const full = index === 0 && problem.modules.every((module) => found.layout.idle[module] === 0);
    if (found.leftOut === 0 && (full || found.milli === problem.milli)) break;
  }
  return best as Solution;
}

/** The requests of a placed item: its own, or of each class of the bundle the first that are in no item before. */
function requestsOf(item: Item, classes: ShareClasses, used: number[]): number[] {
  if (item.request !== BUNDLE) return [item.request];
  return [...item.copies].flatMap(([number, copies]) => {
    const first = at(used, number);
    used[number] = first + copies;
    return at(classes.list, number).requests.slice(first, first + copies);
  });
}

/** Puts the requests of a solution on the trial: items in order, each on the lowest idle devices of its module. */
function realize(trial: Trial, { items, classes, problem }: Layout): void {
  const used = classes.list.map(() => 0);
  const idle = problem.state.modules.map(({ milli }) =>
    milli.flatMap((free, device) => (free === MILLI ? [device] : [])),
  );
  for (const item of items) {
    if (item.module === NOWHERE) continue;
    const held = at(idle, item.module).splice(0, item.devices);
    for (const index of requestsOf(item, classes, used)) {
      const { amount, devices, share } = at(trial.requests, index);
      trial.put(index, [{ module: item.module, held, amount, devices, share }]);
    }
  }
}

/** By device milli descending, then index. */
function byMilli(trial: Trial): number[] {
  const milli = trial.requests.map(({ devices, share }) => devices * share);
  return [...milli.keys()].sort((a, b) => at(milli, b) - at(milli, a) || a - b);
}

/** What is placed of each request so that the most device milli is; nothing for those left out. Throws Failure. */
export function placeMost(state: PoolState, requests: readonly Request[]): readonly (readonly Part[])[] {
  needRequest(state.inventory.devices > 0 && requests.length * state.modules.length <= MOST_MAX_SCANS);
  const other = simpleOnes(requests).indexOf(false);
  if (other >= 0) throw new Failure(STATUS_INVALID_REQUEST, other);
  const eligibility = new Eligibility(state);
  const problem = readProblem(state, requests, eligibility);
  // What is beyond the room for allocations is found when they are made.
  const trial = new Trial(state, requests, eligibility, Number.POSITIVE_INFINITY);
  if (problem.wants.length > 0) realize(trial, bestSolution(problem).layout);
  for (const index of byMilli(trial)) {
    if (trial.parts(index).length > 0) continue;
    const pieces = trial.decide(index);
    if (pieces.length > 0) trial.put(index, pieces);
  }
  return trial.settled();
}
