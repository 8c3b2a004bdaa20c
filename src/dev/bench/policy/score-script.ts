import { type Round, Workload } from './random.ts';
import { median } from './rows.ts';
import {
  CAPACITY,
  CLASS_COSTS,
  DIMS,
  FLAVOURS,
  HOSTS,
  LIVE,
  POD_RACKS,
  RACK_ZONES,
  ZONE_MODULES,
} from './score-workload.ts';

const LATENCIES = [90, 180, 300, 800];
const RAW_ONE = 2 ** 27;
/** Keys are total * 2^28 + raw: whole numbers that a double holds exactly. */
const TOTAL = 2 ** 28;

/** 16-ary maxima over the keys of all modules. */
class ScoreTree {
  readonly levels: Float64Array[] = [];

  constructor(modules: number) {
    let count = modules;
    do {
      this.levels.push(new Float64Array(Math.ceil(count / 16) * 16).fill(-1));
      count = Math.ceil(count / 16);
    } while ((this.levels.at(-1) as Float64Array).length > 16);
  }

  static highest(level: Float64Array, group: number): number {
    let most = -1;
    for (let i = group * 16; i < group * 16 + 16; i++) if ((level[i] as number) > most) most = level[i] as number;
    return most;
  }

  change(module: number, to: number): void {
    let key = to;
    let i = module;
    let old = (this.levels[0] as Float64Array)[i] as number;
    if (old === key) return;
    (this.levels[0] as Float64Array)[i] = key;
    for (let l = 1; l < this.levels.length; l++) {
      const group = i >>> 4;
      const level = this.levels[l] as Float64Array;
      const was = level[group] as number;
      if (key < was) {
        if (old < was) return;
        key = ScoreTree.highest(this.levels[l - 1] as Float64Array, group);
        if (key === was) return;
      } else if (key === was) return;
      level[group] = key;
      old = was;
      i = group;
    }
  }

  settle(): void {
    for (let l = 1; l < this.levels.length; l++) {
      const below = this.levels[l - 1] as Float64Array;
      const level = this.levels[l] as Float64Array;
      for (let g = 0; g < below.length / 16; g++) level[g] = ScoreTree.highest(below, g);
    }
  }

  best(): number {
    const most = ScoreTree.highest(this.levels.at(-1) as Float64Array, 0);
    if (most < 0) return -1;
    let i = 0;
    for (let l = this.levels.length - 1; l >= 0; l--) {
      const level = this.levels[l] as Float64Array;
      i *= 16;
      while (level[i] !== most) i++;
    }
    return i;
  }
}

interface Type {
  readonly amount: readonly number[];
  readonly norm: number;
  readonly weights: readonly [number, number, number];
  readonly notClass: number;
  readonly classScores: readonly number[];
  readonly zoneScores: Int32Array;
  readonly tree: ScoreTree;
  position: number;
  made: boolean;
}

const norm = (units: number): number => Math.floor((units * 2 ** 25) / CAPACITY);

function openType(host: number, flavour: (typeof FLAVOURS)[number], zones: number, modules: number): Type {
  const costs = CLASS_COSTS.map((cost) => flavour.amount.reduce((sum, units) => sum + units * cost, 0));
  const least = Math.min(...costs);
  const home = host * Math.floor(zones / HOSTS);
  const rack = (zone: number): number => Math.floor(zone / RACK_ZONES);
  const pod = (zone: number): number => Math.floor(rack(zone) / POD_RACKS);
  return {
    amount: flavour.amount,
    norm: flavour.amount.reduce((sum, units) => sum + norm(units), 0),
    weights: flavour.weights,
    notClass: flavour.notClass,
    classScores: costs.map((cost) => Math.floor((10000 * (least + 1)) / (cost + 1))),
    zoneScores: Int32Array.from({ length: zones }, (_, z) => {
      const tier = z === home ? 0 : rack(z) === rack(home) ? 1 : pod(z) === pod(home) ? 2 : 3;
      return Math.floor((10000 * 250) / (250 + (LATENCIES[tier] as number)));
    }),
    tree: new ScoreTree(modules),
    position: 0,
    made: false,
  };
}

/** The same structures in plain JavaScript. */
export function scriptSide(modules: number, steps: number): () => Round {
  return () => {
    const work = new Workload();
    const zones = Math.ceil(modules / ZONE_MODULES);
    const frees = Array.from({ length: DIMS }, () => new Int32Array(modules));
    const sums = new Int32Array(modules);
    const classes = new Int32Array(modules);
    const settleSum = (m: number): void => {
      let sum = 0;
      for (const column of frees) sum += norm(column[m] as number);
      sums[m] = sum;
    };
    for (let m = 0; m < modules; m++) {
      for (const column of frees) column[m] = CAPACITY / 4 + work.below((CAPACITY * 3) / 4 + 1);
      settleSum(m);
      classes[m] = work.below(CLASS_COSTS.length);
    }
    const types = Array.from({ length: HOSTS }, (_, host) =>
      FLAVOURS.map((f) => openType(host, f, zones, modules)),
    ).flat();
    const changed: number[] = [];
    const keyOf = (t: Type, m: number): number => {
      for (let d = 0; d < DIMS; d++) if (((frees[d] as Int32Array)[m] as number) < (t.amount[d] as number)) return -1;
      if (classes[m] === t.notClass) return -1;
      const raw = RAW_ONE - ((sums[m] as number) - t.norm);
      const fit = Math.floor((10000 * raw) / RAW_ONE);
      const [p, u, c] = t.weights;
      const near = t.zoneScores[Math.floor(m / ZONE_MODULES)] as number;
      const total = Math.floor(
        (p * near + u * fit + c * (t.classScores[classes[m] as number] as number)) / (p + u + c),
      );
      return total * TOTAL + raw;
    };
    const decide = (t: Type): number => {
      if (t.made && changed.length - t.position <= modules / 8) {
        for (let p = t.position; p < changed.length; p++)
          t.tree.change(changed[p] as number, keyOf(t, changed[p] as number));
      } else {
        for (let m = 0; m < modules; m++) (t.tree.levels[0] as Float64Array)[m] = keyOf(t, m);
        t.tree.settle();
        t.made = true;
      }
      t.position = changed.length;
      return t.tree.best();
    };
    const shift = (m: number, t: Type, sign: number): void => {
      for (let d = 0; d < DIMS; d++) {
        const column = frees[d] as Int32Array;
        column[m] = (column[m] as number) + sign * (t.amount[d] as number);
      }
      settleSum(m);
      changed.push(m);
    };
    const live: { module: number; type: Type }[] = [];
    const times: number[] = [];
    for (let i = -2 * LIVE; i < steps; i++) {
      const type = types[work.below(types.length)] as Type;
      const started = process.hrtime.bigint();
      const module = decide(type);
      const ended = process.hrtime.bigint();
      if (i >= 0) times.push(Number(ended - started));
      work.note(module);
      const k = (i + 2 * LIVE) % LIVE;
      const old = live[k];
      if (old !== undefined && old.module >= 0) shift(old.module, old.type, 1);
      live[k] = { module, type };
      if (module >= 0) shift(module, type, -1);
    }
    return { ns: median(times), checksum: work.checksum };
  };
}
