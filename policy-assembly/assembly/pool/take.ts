/** Making allocations of decided PART records, and taking that back. */
import { STATUS_FULL, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import { PART_AMOUNT, PART_BYTES, PART_DEVICE_MASK, PART_MODULE, PART_SHARE } from "../../abi/pool.ts";
import {
  countParts, dropAllocation, enterGroup, hasPartRoom, leaveGroup, newAllocation, partAt, partCountOf, setDevices,
  setModule, setSlotOf, setUnits, slotOf, typeOf,
} from "./allocations.ts";
import { holdPart, letPartGo } from "./holdings.ts";
import { active, group, tag } from "./request.ts";
import { dims } from "./shape.ts";
import { freeSlotOf, handleOf, hasFreeSlot, reserveSlot, takeSlot, untakeSlot } from "./slots.ts";
import { holdType, letTypeGo } from "./types.ts";

/** The allocation that `reserveAllocation` made room for. */
let reserved: usize = 0;

/** Makes room for an allocation of the request that was read, with so many parts. Nothing is taken yet. */
export function reserveAllocation(parts: i32): i32 {
  if (!hasFreeSlot() || !hasPartRoom(parts)) return STATUS_FULL;
  if (!reserveSlot()) return STATUS_OUT_OF_MEMORY;
  reserved = newAllocation(active, tag, parts);
  return reserved == 0 ? STATUS_OUT_OF_MEMORY : STATUS_OK;
}

/** Takes the units and devices of the PART records at `parts`, which must be free. Cannot fail. Returns the handle. */
export function takeReserved(parts: usize): u32 {
  const block = reserved;
  reserved = 0;
  for (let k = 0, count = partCountOf(block); k < count; k++, parts += PART_BYTES) {
    const part = partAt(block, k);
    setModule(part, load<i32>(parts, PART_MODULE));
    setDevices(part, load<u64>(parts, PART_DEVICE_MASK), load<i32>(parts, PART_SHARE));
    for (let d = 0; d < dims; d++) setUnits(part, d, load<i32>(parts + (<usize>d << 2), PART_AMOUNT));
    holdPart(part);
  }
  countParts(partCountOf(block));
  holdType(active);
  enterGroup(block, group);
  const slot = takeSlot(block);
  setSlotOf(block, slot);
  return handleOf(slot);
}

/** Gives back everything of an allocation but its slot. */
function giveBack(block: usize): void {
  const count = partCountOf(block);
  for (let k = count - 1; k >= 0; k--) letPartGo(partAt(block, k));
  countParts(-count);
  leaveGroup(block);
  letTypeGo(typeOf(block));
  dropAllocation(block);
}

/** Ends an allocation. */
export function releaseAllocation(block: usize): void {
  const slot = slotOf(block);
  giveBack(block);
  freeSlotOf(slot);
}

/** Takes back an allocation as if it had never been: only the one made last of those still live. */
export function undoAllocation(block: usize): void {
  const slot = slotOf(block);
  giveBack(block);
  untakeSlot(slot);
}
