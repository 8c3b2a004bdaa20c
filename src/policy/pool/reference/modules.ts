import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { needRecord } from './failure.ts';
import type { Inventory } from './inventory.ts';
import { i32, i32Row } from './records.ts';
import { at, within } from './row.ts';

/** A module and what is free on it; rows by dimension, used dimensions only. */
export interface Module {
  readonly index: number;
  readonly class: number;
  readonly zone: number;
  /** Failure domain; -1 = one of its own. */
  readonly domain: number;
  /** The state word: lifecycle and health. */
  state: number;
  readonly capacity: readonly number[];
  /** What can be given away: (capacity - reserved) × ratio. */
  readonly effective: readonly number[];
  readonly free: number[];
  /** Free milli of each device. */
  readonly milli: number[];
}

export function lifecycle(module: Module): number {
  return module.state & ((1 << abi.HEALTH_SHIFT) - 1);
}

export function health(module: Module): number {
  return module.state >>> abi.HEALTH_SHIFT;
}

/** True for the state words that a module can have. */
export function isState(state: number): boolean {
  const bits = state >>> 0;
  const low = bits & ((1 << abi.HEALTH_SHIFT) - 1);
  const high = bits >>> abi.HEALTH_SHIFT;
  return low < abi.STATE_COUNT && high <= abi.HEALTH_CRITICAL;
}

export function freeMilli(module: Module): number {
  return module.milli.reduce((sum, milli) => sum + milli, 0);
}

/** Reads one POOL_MODULE record; all is free. Throws Failure with `detail`. */
export function readModule(view: DataView, base: number, inventory: Inventory, index: number, detail: number): Module {
  const dims = inventory.dims.length;
  const classIndex = i32(view, base + abi.PM_CLASS);
  const zone = i32(view, base + abi.PM_ZONE);
  const domain = i32(view, base + abi.PM_DOMAIN);
  const state = i32(view, base + abi.PM_STATE);
  const devices = i32(view, base + abi.PM_DEVICES);
  const capacity = i32Row(view, base + abi.PM_CAPACITY, dims);
  needRecord(
    within(classIndex, 0, inventory.classes.length - 1) &&
      within(zone, 0, inventory.zones.length - 1) &&
      within(domain, -1, abi.POOL_DOMAINS_MAX - 1) &&
      isState(state) &&
      within(devices, 0, inventory.devices) &&
      capacity.every((units) => within(units, 0, abi.UNITS_MAX)),
    detail,
  );
  const { reserved, ratioMilli } = at(inventory.classes, classIndex);
  const effective = capacity.map((units, d) =>
    Math.floor((Math.max(0, units - at(reserved, d)) * at(ratioMilli, d)) / 1000),
  );
  needRecord(
    effective.every((units, d) => units <= at(inventory.dims, d).scale),
    detail,
  );
  return {
    index,
    class: classIndex,
    zone,
    domain,
    state,
    capacity,
    effective,
    free: [...effective],
    milli: new Array<number>(devices).fill(1000),
  };
}
