import * as abi from '../../policy-assembly/abi/abi.ts';
import type { Kind, Medium } from '../model/medium.ts';
import { PolicyError } from './core.ts';

const TEXTS: Readonly<Record<number, string>> = {
  [abi.STATUS_INVALID_REQUEST]:
    'the request is not valid: a size, weight, label count, span or ways value is out of range',
  [abi.STATUS_BAD_MODULE]: 'no such module index',
  [abi.STATUS_BAD_HOST]: 'no such host index',
  [abi.STATUS_BAD_EXTENT]: 'an extent is empty, out of order or reaches outside its module',
  [abi.STATUS_NOT_FREE]: 'part of a claimed extent is taken already',
  [abi.STATUS_ALREADY_FREE]: 'part of a released extent is free already',
  [abi.STATUS_BAD_RECORD]:
    'an inventory record is not valid (capacity 0..2^50, step ≥ 1, cost a u32; device media: capacity a multiple of 1000, step a divisor of 1000)',
  [abi.STATUS_OUT_OF_MEMORY]: 'the policy core is out of memory',
  [abi.STATUS_NOT_LINEAR]: 'only slices of linear media (memory, storage) can be extended, carved and shrunk',
  [abi.STATUS_BAD_LENGTH]: 'a count does not agree with the records given',
  [abi.STATUS_NOT_STAGED]: 'load was committed before it began',
  [abi.STATUS_MAP_SHAPE]: 'an interleaved mapping needs one segment per way, each of one extent, all of equal length',
  [abi.STATUS_MAP_WAYS]:
    'interleave ways must be 1, 2, 3, 4, 6, 8, 12 or 16 for memory, 1 to 16 for storage and 1 for compute',
  [abi.STATUS_MAP_GRANULARITY]:
    'interleave granularity must be a power of two from 256 to 16384 bytes for memory, a multiple of 4096 bytes for storage',
  [abi.STATUS_MAP_ALIGNMENT]:
    'VM base, extent starts and lengths must be multiples of 256 MiB for memory and of 4096 bytes for storage; a base of 3, 6 or 12 ways of 768 MiB, a storage stripe’s share of the granularity',
  [abi.STATUS_MAP_KIND]: 'a segment lies on a module of another kind than the mapping',
  [abi.STATUS_MAP_RANGE]: 'the VM-side range leaves the address space (base 0..2^50, end up to 2^52)',
  [abi.STATUS_MAP_OVERLAP]: 'two extents of the mapping share space on one module: every unit may be mapped once',
  [abi.STATUS_BAD_TABLE]:
    'these bytes are not an encoded mapping table, or they were damaged: encode the mapping again, or fetch the table again',
  [abi.STATUS_TABLE_VERSION]: `the mapping table was encoded in another version than ${abi.TABLE_VERSION_VALUE}: encode it again with this policy module`,
  [abi.STATUS_NOT_MAPPED]: 'the mapping table has no row for this address',
};

/** `record` is the index of the offending record in the call's input, or -1. */
export function policyError(operation: string, status: number, record = -1): PolicyError {
  const where = record < 0 ? operation : `${operation}, record ${record}`;
  return new PolicyError(status, `${where}: ${TEXTS[status] ?? `unknown status ${status}`}`);
}

export const MEDIUM_CODES: Readonly<Record<Medium, number>> = {
  cpu: abi.MEDIUM_CPU,
  gpu: abi.MEDIUM_GPU,
  fpga: abi.MEDIUM_FPGA,
  dram: abi.MEDIUM_DRAM,
  pmem: abi.MEDIUM_PMEM,
  nvme: abi.MEDIUM_NVME,
  optane: abi.MEDIUM_OPTANE,
};

export const KIND_CODES: Readonly<Record<Kind, number>> = {
  compute: abi.KIND_COMPUTE,
  memory: abi.KIND_MEMORY,
  storage: abi.KIND_STORAGE,
};

export const KINDS_BY_CODE: readonly Kind[] = ['compute', 'memory', 'storage'];

export const KIND_UNITS: Readonly<Record<Kind, 'byte' | 'block' | 'milli'>> = {
  compute: 'milli',
  memory: 'byte',
  storage: 'block',
};
