/** The workload of scores.c: 32 types of requests, 8 hosts by 4 flavours with weights of their own. */
export const DIMS = 4;
export const CAPACITY = 1024;
/** Micros per unit-hour. */
export const CLASS_COSTS = [3, 5, 2] as const;
export const ZONE_MODULES = 16;
export const RACK_ZONES = 8;
export const POD_RACKS = 16;
export const HOSTS = 8;
export const LIVE = 4096;

export interface Flavour {
  readonly amount: readonly number[];
  /** Proximity, utilization, cost. */
  readonly weights: readonly [number, number, number];
  /** Index of a class that is not wanted, -1 = any will do. */
  readonly notClass: number;
}

export const FLAVOURS: readonly Flavour[] = [
  { amount: [8, 32, 4, 2], weights: [1, 1, 1], notClass: -1 },
  { amount: [16, 64, 10, 4], weights: [3, 1, 0], notClass: 0 },
  { amount: [64, 64, 100, 8], weights: [0, 1, 2], notClass: 1 },
  { amount: [128, 256, 40, 40], weights: [2, 3, 1], notClass: -1 },
];
