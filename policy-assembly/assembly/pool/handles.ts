/** Parts by the handle of their allocation. */
import { partAt, partCountOf } from "./allocations.ts";
import { blockOf } from "./slots.ts";

/** Address of a part of a live allocation, 0 = no such. */
export function findPart(handle: u32, index: i32): usize {
  const block = blockOf(handle);
  return block != 0 && <u32>index < <u32>partCountOf(block) ? partAt(block, index) : 0;
}
