import { POOL_DEVICES_MAX, UNITS_MAX } from '../../../../policy-assembly/abi/pool.ts';
import { within } from './row.ts';

/** What one module is asked for. */
export interface Ask {
  /** Units by dimension, used dimensions only. */
  readonly amount: readonly number[];
  readonly devices: number;
  /** Milli of each device. */
  readonly share: number;
}

/** The limits that requests, profile entries, resizes and parts share. `row` holds all dimensions, used or not. */
export function isAsk(row: readonly number[], devices: number, share: number, dims: number): boolean {
  const deviceFields =
    (devices === 0 && share === 0) || (within(devices, 1, POOL_DEVICES_MAX) && within(share, 1, 1000));
  return deviceFields && row.every((units, d) => (d < dims ? within(units, 0, UNITS_MAX) : units === 0));
}

export function asksSomething(ask: Ask): boolean {
  return ask.devices > 0 || ask.amount.some((units) => units > 0);
}
