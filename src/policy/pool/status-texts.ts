import * as abi from '../../../policy-assembly/abi/abi.ts';
import { PolicyError } from '../core.ts';

const TEXTS: Readonly<Record<number, string>> = {
  [abi.STATUS_INVALID_REQUEST]:
    'the request is not valid: a field is out of its limits, or fields contradict each other (see "Requests" in POOL.md)',
  [abi.STATUS_BAD_MODULE]: 'no such module; modules are counted from 0 over all adds',
  [abi.STATUS_BAD_HOST]: 'no such host; hosts are those given to begin',
  [abi.STATUS_BAD_RECORD]: 'an inventory record is not valid (see "Inventory" in POOL.md)',
  [abi.STATUS_OUT_OF_MEMORY]: 'the policy core is out of memory; begin the pool with less room',
  [abi.STATUS_BAD_LENGTH]: 'a count does not agree with the bytes given',
  [abi.STATUS_NOT_BEGUN]: 'there is no pool; call begin or restore first',
  [abi.STATUS_BAD_ALLOCATION]: 'no live allocation has this handle, or it has no such part',
  [abi.STATUS_FULL]:
    'the room given to begin is used up; begin a pool with more room for modules, allocations or parts',
  [abi.STATUS_NOT_FIT]: 'what is asked for is not there: units or devices are taken, or the module is not allowed',
  [abi.STATUS_NO_PROFILE]: 'there is no profile to learn from; call profile first',
  [abi.STATUS_BAD_SNAPSHOT]: 'not a snapshot of a pool, or a damaged one; take it from another copy',
  [abi.STATUS_SNAPSHOT_VERSION]: 'the snapshot is of another ABI version',
};

/** What a failed call throws. `record`: what `rah_pool_detail` answered. */
export function poolError(operation: string, status: number, record: number): PolicyError {
  const text = TEXTS[status] ?? `unknown status ${status}`;
  if (status === abi.STATUS_SNAPSHOT_VERSION) {
    return new PolicyError(status, `${operation}: ${text}: found ${record}, wanted ${abi.ABI_VERSION}`);
  }
  return new PolicyError(status, `${operation}${record < 0 ? '' : `, record ${record}`}: ${text}`);
}
