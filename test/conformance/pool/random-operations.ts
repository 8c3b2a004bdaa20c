import * as abi from '../../../policy-assembly/abi/pool.ts';
import {
  encodeAdopt,
  encodeBatch,
  encodeBudget,
  encodeRelocate,
  encodeResize,
  encodeWhatIf,
} from '../../../src/policy/pool/encode-change.ts';
import { encodeModules, encodePaths, encodePool } from '../../../src/policy/pool/encode-inventory.ts';
import { encodeProfile, encodeRequest } from '../../../src/policy/pool/encode-request.ts';
import type { PartFields } from '../../../src/policy/pool/fields.ts';
import { type PoolAnswer, STATUS_CALLS } from '../../../src/policy/pool/machine.ts';
import { between, chance, type Draw, pick, seeded, times, weighted } from './draw.ts';
import { choosier, withOtherFree } from './follow-ups.ts';
import { hostile, noise } from './hostile.ts';
import { LiveModel } from './live-model.ts';
import { type PoolStyle, randomModules, randomPaths, randomPool, randomState } from './random-pool.ts';
import { randomProfile, randomRequest, simpleRequest } from './random-requests.ts';
import { type Step, withNumbers, withRecords } from './steps.ts';

const STALE_HANDLE = 16777217;
const REQUESTS_KEPT = 12;
const NOISE_CALLS = STATUS_CALLS.filter((call) => call !== 'rah_pool_tune');

/**
 * An endless sequence of calls, valid and hostile, over one random pool after another. What comes next depends on what
 * was answered (handles, parts), so every answer must be told to `learn`. The same seed and answers give the same calls.
 */
export class OperationSource {
  readonly model = new LiveModel();
  readonly #draw: Draw;
  readonly #poolSteps: number;
  #style: PoolStyle;
  #first: Step[] = [];
  #left = 0;
  /** How the pool of now began. */
  #begun: readonly Step[] = [];
  /** The next pool begins as this one did, so that things come to lie where others were. */
  #repeats = false;
  /** Lately, to be asked for again. */
  #requests: Uint8Array[] = [];
  #followUp: Step | null = null;

  /** `poolSteps`: about how many calls one pool sees. */
  constructor(seed: number, poolSteps = 300) {
    this.#draw = seeded(seed);
    this.#poolSteps = poolSteps;
    this.#style = randomPool(this.#draw);
  }

  /** Dimensions of the pool of now. */
  get style(): PoolStyle {
    return this.#style;
  }

  next(): Step {
    if (this.#left-- <= 0) this.#newPool();
    const first = this.#first.shift();
    if (first !== undefined) return first;
    // A pool that a hostile call took away: a few calls into nothing, then another.
    if (!this.model.isBegun) this.#left = Math.min(this.#left, 3);
    const step = this.#followUp ?? this.#operation();
    this.#followUp = null;
    if (chance(this.#draw, 8)) return hostile(this.#draw, step);
    return chance(this.#draw, 1) ? noise(this.#draw, pick(this.#draw, NOISE_CALLS)) : step;
  }

  learn(step: Step, answer: PoolAnswer): void {
    this.model.learn(step, answer);
    if (step.call === 'rah_pool_rebalance' && answer.status === 0 && chance(this.#draw, 50)) {
      this.#followUp = choosier(this.#draw, step, answer.output);
    }
  }

  #newPool(): void {
    if (this.#repeats) {
      this.#first = [...this.#begun];
    } else {
      this.#style = randomPool(this.#draw);
      this.#begin();
      this.#begun = [...this.#first];
    }
    this.model.restart(this.#style.fields.dims.length);
    this.#requests = [];
    this.#followUp = null;
    this.#repeats = !this.#repeats && chance(this.#draw, 12);
    const steps = this.#repeats ? 8 : this.#poolSteps;
    this.#left = between(this.#draw, steps >> 1, steps + (steps >> 1));
  }

  #begin(): void {
    const draw = this.#draw;
    const { fields, modules } = this.#style;
    const begin = withRecords('rah_pool_begin', encodePool(fields));
    const split = draw(modules + 1);
    const add = (count: number) => withRecords('rah_pool_add', encodeModules(randomModules(draw, this.#style, count)));
    this.#first = [begin, add(split), add(modules - split)];
    if (chance(draw, 15)) this.#first.unshift(hostile(draw, begin));
    if (fields.hosts.length > 0 && chance(draw, 50)) {
      this.#first.push(withRecords('rah_pool_paths', encodePaths(randomPaths(draw, this.#style, draw(5)))));
    }
    if (chance(draw, 50)) this.#first.push(this.#profile());
  }

  #operation(): Step {
    const draw = this.#draw;
    const makers: readonly (readonly [number, () => Step])[] = [
      [300, () => withRecords('rah_pool_place', this.#request())],
      [70, () => withRecords('rah_pool_select', this.#request())],
      [60, () => withRecords('rah_pool_explain', this.#request())],
      [150, () => withNumbers('rah_pool_release', this.#handle())],
      [16, () => this.#batch()],
      [45, () => this.#adopt()],
      [30, () => withNumbers('rah_pool_allocation', this.#handle())],
      [55, () => this.#resize()],
      [60, () => this.#move()],
      [12, () => this.#budgeted('rah_pool_drain')],
      [7, () => this.#budgeted('rah_pool_rebalance')],
      [25, () => this.#whatIf()],
      [6, () => withNumbers('rah_pool_snapshot')],
      [6, () => this.#restore()],
      [25, () => withNumbers('rah_pool_set_state', this.#module(), randomState(draw))],
      [8, () => withRecords('rah_pool_paths', encodePaths(randomPaths(draw, this.#style, between(draw, 1, 3))))],
      [4, () => this.#profile()],
      // Takes as long as a thousand others.
      [1, () => (chance(draw, 25) ? withNumbers('rah_pool_tune') : this.#profile())],
      [50, () => withNumbers('rah_pool_take', ...this.#lane())],
      [40, () => this.#give()],
      [10, () => withNumbers('rah_pool_free', this.#module(), draw(10))],
      [4, () => withNumbers('rah_pool_modules')],
      [4, () => withRecords('rah_pool_add', encodeModules(randomModules(draw, this.#style, draw(3))))],
    ];
    return weighted(draw, makers)();
  }

  #handle(): number {
    const { handles } = this.model;
    return handles.length > 0 && chance(this.#draw, 95) ? pick(this.#draw, handles) : STALE_HANDLE;
  }

  #module(): number {
    return this.#draw(Math.max(1, this.model.modules));
  }

  /** Mostly one that holds something. */
  #usedModule(): number {
    const handle = this.#handle();
    const parts = this.model.known.live.get(handle)?.parts ?? [];
    return parts.length > 0 && chance(this.#draw, 80) ? pick(this.#draw, parts).module : this.#module();
  }

  /** Now and then one that came before. */
  #request(): Uint8Array {
    if (this.#requests.length > 0 && chance(this.#draw, 15)) return pick(this.#draw, this.#requests);
    const request = this.#newRequest();
    this.#requests = [...this.#requests, request].slice(-REQUESTS_KEPT);
    return request;
  }

  #newRequest(): Uint8Array {
    if (chance(this.#draw, 35)) return encodeRequest(simpleRequest(this.#draw, this.#style));
    const handles = chance(this.#draw, 98) ? this.model.handles : [STALE_HANDLE];
    return encodeRequest(randomRequest(this.#draw, this.#style, handles, this.model.modules));
  }

  #profile(): Step {
    return withRecords('rah_pool_profile', encodeProfile(randomProfile(this.#draw, this.#style)));
  }

  #lane(): number[] {
    const dims = this.#style.sizes.slice(0, 4);
    return times(4, (d) => (dims[d] === undefined ? 0 : this.#draw(Math.max(2, (dims[d] as number) >> 3))));
  }

  /** Mostly what was taken before, or a part of it. */
  #give(): Step {
    const taken = [...this.model.known.lane];
    if (taken.length === 0 || chance(this.#draw, 10)) {
      return withNumbers('rah_pool_give', this.#module(), ...this.#lane());
    }
    const [module, amounts] = pick(this.#draw, taken);
    const given = chance(this.#draw, 60) ? amounts : amounts.map((units) => this.#draw(units + 1));
    return withNumbers('rah_pool_give', module, ...given);
  }

  #batch(): Step {
    const draw = this.#draw;
    const count = between(draw, chance(draw, 3) ? 0 : 1, pick(draw, [2, 4, 10, 24]));
    const areSimple = chance(draw, 60);
    const requests = times(count, () =>
      areSimple ? encodeRequest(simpleRequest(draw, this.#style)) : this.#request(),
    );
    const flags = areSimple && this.#style.fields.devices > 0 ? draw(3) : draw(chance(draw, 10) ? 4 : 2);
    return withRecords('rah_pool_place_batch', encodeBatch(requests, flags));
  }

  #adopt(): Step {
    const { released } = this.model;
    let parts: PartFields[];
    if (released.length > 0 && chance(this.#draw, 75)) {
      parts = pick(this.#draw, released).parts.map(({ module, devices, share, amount }) => ({
        module,
        devices,
        share,
        amount,
      }));
    } else {
      const { sizes, fields } = this.#style;
      parts = times(between(this.#draw, 1, 3), () => {
        const devices = fields.devices > 0 && chance(this.#draw, 50) ? [this.#draw(fields.devices)] : [];
        return {
          module: this.#module(),
          devices,
          share: devices.length > 0 ? pick(this.#draw, [1, 250, 1000]) : 0,
          amount: sizes.map((size) => this.#draw(Math.max(2, size >> 2))),
        };
      });
    }
    return withRecords('rah_pool_adopt', encodeAdopt(this.#request(), parts));
  }

  #resize(): Step {
    const draw = this.#draw;
    const allocation = this.#handle();
    const parts = this.model.known.live.get(allocation)?.parts ?? [];
    const part = draw(Math.max(1, parts.length));
    const now = parts[part];
    const amount = this.#style.sizes.map((_, d) =>
      Math.max(0, (now?.amount[d] ?? 1) + pick(draw, [0, 0, 1, 2, -1, -2])),
    );
    const devices = Math.max(0, (now?.devices.length ?? 0) + pick(draw, [0, 0, 1, -1]));
    const share = pick(draw, [now?.share ?? 0, now?.share ?? 0, 100, 250, 500, 1000]);
    return withRecords(
      'rah_pool_resize',
      encodeResize({ allocation, part, devices, share: devices > 0 ? Math.max(1, share) : 0, amount }),
    );
  }

  #move(): Step {
    const allocation = this.#handle();
    const parts = this.model.known.live.get(allocation)?.parts.length ?? 1;
    return withRecords('rah_pool_move', encodeRelocate(allocation, this.#draw(Math.max(1, parts)), this.#module()));
  }

  #budgeted(call: 'rah_pool_drain' | 'rah_pool_rebalance'): Step {
    const draw = this.#draw;
    const count = call === 'rah_pool_drain' ? between(draw, 1, 3) : pick(draw, [0, 0, 4, 8]);
    return withRecords(
      call,
      encodeBudget({
        max_bytes: pick(draw, [0, 0, 0, 268435456 * between(draw, 1, 200), 4096 * draw(1000)]),
        max_moves: pick(draw, [1048576, 20, 5, 1, 0]),
        max_concurrent: pick(draw, [1, 1, 2, 3, 1000]),
        min_gain: pick(draw, [0, 1, 1000000, -5]),
        mode: draw(2),
        modules: times(count, () => this.#usedModule()),
      }),
    );
  }

  #whatIf(): Step {
    const draw = this.#draw;
    const kind = draw(3);
    if (kind === abi.WHAT_IF_SURVIVES) {
      const modules = times(draw(4), () => this.#usedModule());
      return withRecords('rah_pool_what_if', encodeWhatIf({ kind, limit: draw(2), modules }, new Uint8Array(0)));
    }
    const limit = kind === abi.WHAT_IF_LARGEST ? draw(this.#style.sizes.length) : pick(draw, [0, 1, 5, 40]);
    return withRecords('rah_pool_what_if', encodeWhatIf({ kind, limit, modules: [] }, this.#request()));
  }

  #restore(): Step {
    const { snapshots } = this.model;
    if (snapshots.length === 0) return withNumbers('rah_pool_snapshot');
    const { bytes } = pick(this.#draw, snapshots);
    return withRecords('rah_pool_restore', chance(this.#draw, 25) ? withOtherFree(this.#draw, bytes) : bytes);
  }
}
