import type { Mutant } from './mutant.ts';

/** What is remembered: handles, memory, snapshots. */
export const BUGS_IN_BOOKS: readonly Mutant[] = [
  {
    name: 'a released handle comes back',
    file: 'pool/slots.ts',
    find: '(<u32>load<u8>(at, GENERATION) + 1) & 0xff',
    replace: '<u32>load<u8>(at, GENERATION)',
    breaks: 'generations',
  },
  {
    name: 'freed slots are used last',
    file: 'pool/slots.ts',
    find: 'let slot = freeSlot;',
    replace: 'let slot = slotCount < allocationRoom ? NONE : freeSlot;',
    breaks: 'the order in which slots are used',
  },
  {
    name: 'a block of memory is handed out twice',
    file: 'pool/heap.ts',
    find: 'store<u32>(head, load<u32>(block, HEADER_BYTES));',
    replace: '',
    breaks: 'two allocations in one place',
  },
  {
    name: 'blocks are smaller than asked for',
    file: 'pool/heap.ts',
    find: 'size = (5 + quarter) << (top - 2);',
    replace: 'size = (4 + quarter) << (top - 2);',
    breaks: 'blocks overlap',
  },
  {
    name: 'a group loses all members with its first',
    file: 'pool/allocations.ts',
    find: 'else store<u32>(groupHeads + (<usize>group << 2), <u32>next);',
    replace: 'else store<u32>(groupHeads + (<usize>group << 2), 0);',
    breaks: 'terms to a group after a release',
  },
  {
    name: 'snapshots are read without their checksum',
    file: 'pool/restore.ts',
    find: 'load<u64>(at, SNAPSHOT_OFFSET_CHECKSUM) != hashBytes(at + SNAPSHOT_BYTES, <usize>bytes - SNAPSHOT_BYTES)',
    replace: 'load<u64>(at, SNAPSHOT_OFFSET_CHECKSUM) == 0',
    breaks: 'damaged snapshots are accepted',
  },
  {
    name: 'snapshots may free what they like',
    file: 'pool/restore.ts',
    find: 'if (load<u32>(at) > <u32>freeOf(module, d)) return false;',
    replace: '',
    breaks: 'free and taken units that are more than the capacity',
  },
  {
    name: 'free slots come back upside down',
    file: 'pool/restore.ts',
    find: 'for (let k = 0; k < count; k++) pushFreedSlot(load<i32>(at + (<usize>k << 2)));',
    replace: 'for (let k = count - 1; k >= 0; k--) pushFreedSlot(load<i32>(at + (<usize>k << 2)));',
    breaks: 'handles after a restore',
  },
  {
    name: 'a restore forgets the pressure',
    file: 'pool/restore.ts',
    find: 'setPressure(c, pressure);',
    replace: 'setPressure(c, 0);',
    breaks: 'adaptive after a restore',
  },
];
