import { HEALTH_CRITICAL, STATE_ONLINE } from '../../../../../policy-assembly/abi/pool.ts';
import { health, lifecycle, type Module } from '../modules.ts';

/** True for modules that can be given something at all. */
export function isPresent(module: Module): boolean {
  return lifecycle(module) === STATE_ONLINE && health(module) !== HEALTH_CRITICAL;
}
