/** Where each module stands in the tree: the address of its leaf and, in the low bits, its slot; 0 = nowhere. */
import { allocate } from "../../arena.ts";

const SLOT_MASK: u32 = 63;

let places: usize = 0; // u32[room]

export function openPlaces(room: i32): bool {
  places = allocate(<u64>room << 2);
  if (places == 0) return false;
  memory.fill(places, 0, <usize>room << 2);
  return true;
}

// @ts-ignore: decorator
@inline
export function placed(module: i32): bool {
  return load<u32>(places + (<usize>module << 2)) != 0;
}

// @ts-ignore: decorator
@inline
export function leafOf(module: i32): usize {
  return load<u32>(places + (<usize>module << 2)) & ~SLOT_MASK;
}

// @ts-ignore: decorator
@inline
export function slotOf(module: i32): i32 {
  return <i32>(load<u32>(places + (<usize>module << 2)) & SLOT_MASK);
}

// @ts-ignore: decorator
@inline
export function setLocation(module: i32, leaf: usize, slot: i32): void {
  store<u32>(places + (<usize>module << 2), <u32>(leaf | <usize>slot));
}

export function forget(module: i32): void {
  store<u32>(places + (<usize>module << 2), 0);
}
