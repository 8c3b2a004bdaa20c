import { STATUS_NO_PROFILE } from '../../../../policy-assembly/abi/abi.ts';
import { tune } from './adaptive/tune.ts';
import { Failure } from './failure.ts';
import { ByteWriter } from './records.ts';
import type { PoolState } from './state.ts';

/** `rah_pool_tune`. Throws Failure (NO_PROFILE). */
export function tunePool(state: PoolState): Uint8Array {
  const { profile, inventory, modules } = state;
  if (profile.entries.length === 0) throw new Failure(STATUS_NO_PROFILE);
  const { tables, capacity, rollouts, usedAtCapacity, used } = tune(profile, inventory, modules);
  state.tables = tables;
  const out = new ByteWriter();
  out.i64(BigInt(capacity)).i32(tables.vector).i32(rollouts);
  for (const milli of [...usedAtCapacity, ...used]) out.i64(BigInt(milli));
  return out.result();
}
