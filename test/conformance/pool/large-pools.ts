import { isDeepStrictEqual } from 'node:util';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { encodeBatch, encodeRelocate } from '../../../src/policy/pool/encode-change.ts';
import { encodeModules, encodePaths, encodePool } from '../../../src/policy/pool/encode-inventory.ts';
import { encodeProfile, encodeRequest } from '../../../src/policy/pool/encode-request.ts';
import type { RequestFields } from '../../../src/policy/pool/fields.ts';
import type { PoolAnswer, PoolMachine } from '../../../src/policy/pool/machine.ts';
import { between, chance, type Draw, pick, seeded, times, weighted } from './draw.ts';
import { LiveModel } from './live-model.ts';
import { type PoolStyle, randomModules, randomPaths, randomPool, randomState } from './random-pool.ts';
import { randomProfile, randomRequest, simpleRequest } from './random-requests.ts';
import { hashOf, perform, type Step, withNumbers, withRecords } from './steps.ts';

/** From 256 modules on the policy module searches by index. */
const MODULES_LEAST = 250;
const MODULES_MOST = 420;
/** An index takes up 2048 modules at a time: for some calls, others are outside. */
const MODULES_HUGE = 6500;
const MODULES_MORE = 40;
const TYPES = 8;
const HASH_EVERY = 16;
const THOUSAND = 1000;

interface LargePool {
  readonly style: PoolStyle;
  /** Amounts are few units, so that many modules are alike; else they come by the thousand. */
  readonly isFine: boolean;
}

function randomLargePool(draw: Draw, isHuge: boolean): LargePool {
  let style = randomPool(draw);
  // Pools without devices are a case of their own, and those of one dimension.
  while (style.fields.devices > 0 && chance(draw, 50)) style = randomPool(draw);
  const modules = isHuge ? MODULES_HUGE : between(draw, MODULES_LEAST, MODULES_MOST);
  const fields = { ...style.fields, modules: modules + MODULES_MORE, allocations: 3000, parts: 6000 };
  if (style.isExtreme || chance(draw, 60)) return { style: { ...style, modules, fields }, isFine: !style.isExtreme };
  const sizes = style.sizes.map((size) => size * THOUSAND);
  const dims = fields.dims.map((dim, d) => ({ ...dim, scale: 2 * (sizes[d] as number) }));
  return { style: { ...style, sizes, modules, fields: { ...fields, dims } }, isFine: false };
}

/** Plain requests for the tightest module, simple ones by any strategy, and some with all that a request may have. */
function randomType(draw: Draw, { style, isFine }: LargePool): RequestFields {
  if (chance(draw, 15)) return randomRequest(draw, style, [], style.modules);
  const request = simpleRequest(draw, style);
  const amount = request.amount.map((units) => (isFine ? Math.min(units, 4) : units));
  if (chance(draw, 40)) {
    const tightest = { strategy: abi.STRATEGY_BEST_FIT, weight_proximity: 0, weight_utilization: 1, weight_cost: 0 };
    const first = amount.map((units, d) => (d === 0 ? Math.max(1, units) : units));
    return { ...request, ...tightest, flags: 0, levels: 0, amount: first, devices: 0, share: 0 };
  }
  if (style.fields.hosts.length === 0 || chance(draw, 50)) return request;
  return { ...request, host: draw(style.fields.hosts.length), weight_proximity: 1 };
}

/**
 * Calls on one large pool, whose requests come again and again: what the policy module keeps to search
 * by is made, used and brought up to date. Every answer must be told to `learn`.
 */
export class LargePoolSource {
  readonly model = new LiveModel();
  readonly #draw: Draw;
  readonly #style: PoolStyle;
  readonly #types: readonly RequestFields[];
  readonly #first: Step[];

  /** Some hundred modules, or with `isHuge` some thousand. */
  constructor(seed: number, isHuge: boolean) {
    const draw = seeded(seed);
    const pool = randomLargePool(draw, isHuge);
    const { style } = pool;
    this.#draw = draw;
    this.#style = style;
    this.#types = times(TYPES, () => randomType(draw, pool));
    this.model.restart(style.fields.dims.length);
    const add = withRecords('rah_pool_add', encodeModules(randomModules(draw, style, style.modules)));
    this.#first = [withRecords('rah_pool_begin', encodePool(style.fields)), add, this.#profile()];
  }

  next(): Step {
    const draw = this.#draw;
    return (
      this.#first.shift() ??
      weighted<() => Step>(draw, [
        [40, () => withRecords('rah_pool_place', encodeRequest(pick(draw, this.#types)))],
        [20, () => withRecords('rah_pool_select', encodeRequest(pick(draw, this.#types)))],
        [14, () => withNumbers('rah_pool_release', this.#handle())],
        [10, () => withNumbers('rah_pool_take', ...this.#lane())],
        [5, () => this.#give()],
        [5, () => withNumbers('rah_pool_set_state', draw(this.model.modules), randomState(draw))],
        [3, () => withRecords('rah_pool_move', encodeRelocate(this.#handle(), 0, draw(this.model.modules)))],
        [1, () => withRecords('rah_pool_paths', encodePaths(randomPaths(draw, this.#style, 1)))],
        [1, () => this.#batch()],
        [1, () => (chance(draw, 30) ? this.#again() : withNumbers('rah_pool_snapshot'))],
        [1, () => (chance(draw, 30) ? this.#profile() : withRecords('rah_pool_add', encodeModules(this.#more())))],
      ])()
    );
  }

  learn(step: Step, answer: PoolAnswer): void {
    this.model.learn(step, answer);
  }

  #handle(): number {
    const { handles } = this.model;
    return handles.length > 0 ? pick(this.#draw, handles) : 0;
  }

  #profile(): Step {
    return withRecords('rah_pool_profile', encodeProfile(randomProfile(this.#draw, this.#style)));
  }

  #more() {
    return randomModules(this.#draw, this.#style, this.#draw(3));
  }

  #again(): Step {
    const { snapshots } = this.model;
    if (snapshots.length === 0) return withNumbers('rah_pool_snapshot');
    return withRecords('rah_pool_restore', pick(this.#draw, snapshots).bytes);
  }

  #lane(): number[] {
    return times(4, (d) => {
      const size = this.#style.sizes[d];
      return size === undefined ? 0 : this.#draw(Math.max(4, size >> pick(this.#draw, [6, 3, 1, 0])));
    });
  }

  #give(): Step {
    const taken = [...this.model.known.lane];
    if (taken.length === 0) return withNumbers('rah_pool_take', ...this.#lane());
    const [module, amounts] = pick(this.#draw, taken);
    return withNumbers('rah_pool_give', module, ...amounts);
  }

  #batch(): Step {
    const requests = times(between(this.#draw, 1, 4), () => encodeRequest(pick(this.#draw, this.#types)));
    return withRecords('rah_pool_place_batch', encodeBatch(requests, this.#draw(2)));
  }
}

/** Compares the answers on one large pool. Null, or the first difference in words. */
export function largePoolDifference(
  reference: PoolMachine,
  judged: PoolMachine,
  { seed, isHuge, operations }: { readonly seed: number; readonly isHuge: boolean; readonly operations: number },
): string | null {
  const source = new LargePoolSource(seed, isHuge);
  for (let index = 0; index < operations; index++) {
    const step = source.next();
    const wanted = perform(reference, step);
    const found = perform(judged, step);
    const at = `large pool, seed ${seed}, call ${index}`;
    if (!isDeepStrictEqual(found, wanted))
      return `${at}, ${step.call}: wanted ${textOf(wanted)}, found ${textOf(found)}`;
    if (index % HASH_EVERY === 0 && hashOf(judged) !== hashOf(reference)) return `${at}: another state hash`;
    source.learn(step, wanted);
  }
  return null;
}

function textOf({ status, detail, output }: PoolAnswer): string {
  return `status ${status}, detail ${detail}, ${Buffer.from(output).toString('hex').slice(0, 200)}`;
}
