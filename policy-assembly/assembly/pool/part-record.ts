/** PART records of parts that are held: without scores. */
import { PART_AMOUNT, PART_BYTES, PART_DEVICES, PART_DEVICE_MASK, PART_MODULE, PART_SHARE } from "../../abi/pool.ts";
import { maskOf, moduleOf, shareOf, unitsOf } from "./allocations.ts";
import { pushOutput } from "./output.ts";
import { dims } from "./shape.ts";
import { clearWords } from "./words.ts";

/** Answers a PART; the caller has reserved the room. */
export function answerPart(part: usize): void {
  const at = pushOutput(PART_BYTES);
  clearWords(at, PART_BYTES);
  store<i32>(at, moduleOf(part), PART_MODULE);
  store<i32>(at, <i32>popcnt<u64>(maskOf(part)), PART_DEVICES);
  store<u64>(at, maskOf(part), PART_DEVICE_MASK);
  store<i32>(at, shareOf(part), PART_SHARE);
  for (let d = 0; d < dims; d++) store<i32>(at + (<usize>d << 2), unitsOf(part, d), PART_AMOUNT);
}
