import type { CProgram } from './c-program.ts';
import { type BenchExports, BenchPool } from './pool-module.ts';
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

/** Ours: a `select` is timed, then a `place` of the same request and a `release` of another change two modules. */
export function moduleSide(exports: BenchExports, modules: number, steps: number): () => Round {
  return () => {
    const work = new Workload();
    const zones = Math.ceil(modules / ZONE_MODULES);
    const pool = new BenchPool(exports, {
      dims: DIMS,
      modules,
      scale: CAPACITY,
      allocations: 2 * LIVE,
      classCosts: CLASS_COSTS,
      zones: Array.from({ length: zones }, (_, z) => {
        const rack = Math.floor(z / RACK_ZONES);
        return [rack, Math.floor(rack / POD_RACKS)] as const;
      }),
      hosts: Array.from({ length: HOSTS }, (_, h) => h * Math.floor(zones / HOSTS)),
    });
    pool.add(modules, (m) => {
      const least = CAPACITY / 4;
      const capacity = Array.from({ length: DIMS }, () => least + work.below(CAPACITY - least + 1));
      return { class: work.below(CLASS_COSTS.length), zone: Math.floor(m / ZONE_MODULES), capacity };
    });
    const types: Uint8Array[] = [];
    for (let host = 0; host < HOSTS; host++) {
      for (const flavour of FLAVOURS) types.push(pool.encode({ ...flavour, host }));
    }
    const live: number[] = [];
    const times: number[] = [];
    for (let i = -2 * LIVE; i < steps; i++) {
      const bytes = pool.write(types[work.below(types.length)] as Uint8Array);
      const started = process.hrtime.bigint();
      exports.rah_pool_select(bytes);
      const ended = process.hrtime.bigint();
      if (i >= 0) times.push(Number(ended - started));
      exports.rah_pool_place(bytes);
      const { module, handle } = pool.answered();
      work.note(module);
      const k = (i + 2 * LIVE) % LIVE;
      if ((live[k] ?? -1) >= 0) exports.rah_pool_release(live[k] as number);
      live[k] = module < 0 ? -1 : handle;
    }
    return { ns: median(times), checksum: work.checksum };
  };
}

export function cSide(program: CProgram, modules: number, steps: number): () => Round {
  return () => program.run(modules, steps);
}
