/** The distinct shares that the profile's demands ask for, ascending, and what a row of devices is to each of them. */
import { PROFILE_MAX } from "../../../abi/pool.ts";
import { free, take } from "../heap.ts";
import { devicesOf, entryCount, shareOfEntry } from "../profile.ts";

const MILLI = 1000;

export let shareCount: i32 = 0;
/** i32[shares] milli; at most 1000 of them, as a share is 1..1000. */
const shares = memory.data(1001 * 4, 4);
/** u16[1001]: how many distinct shares are at most so many milli. */
const ranks = memory.data(1001 * 2, 4);
/** u16[entries]: the entry's share among the distinct ones. */
const entryRanks = memory.data(PROFILE_MAX * 2, 4);
/** u16[shares][1001]: how often the share goes into so many milli. */
let fits: usize = 0;

/** Of the row measured last: devices with so much free; milli on the others; how many demands of one device would fit. */
const wide = memory.data(1001 * 4, 4);
const narrow = memory.data(1001 * 4, 4);
const slots = memory.data(1001 * 4, 4);
export let rowMilli: i32 = 0;

/** Forgets the table: the arena was reset. */
export function resetShares(): void {
  fits = fresh = 0;
  shareCount = 0;
}

let fresh: usize = 0;

/** Makes room for the shares of so many entries; false when memory is exhausted. */
export function reserveShares(entries: i32): bool {
  fresh = take(<u64>min<i32>(entries, MILLI) * 2002);
  return fresh != 0;
}

/** Gives the room up again. */
export function dropFreshShares(): void {
  free(fresh);
  fresh = 0;
}

/** Lists the shares of the profile, in the room that was made. */
export function openShares(): void {
  memory.fill(ranks, 0, 1001 * 2);
  for (let e = 0; e < entryCount; e++) if (devicesOf(e) > 0) store<u16>(ranks + (<usize>shareOfEntry(e) << 1), 1);
  shareCount = 0;
  for (let milli = 0; milli <= MILLI; milli++) {
    if (load<u16>(ranks + (<usize>milli << 1)) != 0) {
      store<i32>(shares + (<usize>shareCount << 2), milli);
      shareCount++;
    }
    store<u16>(ranks + (<usize>milli << 1), <u16>shareCount);
  }
  free(fits);
  fits = fresh;
  fresh = 0;
  for (let r = 0; r < shareCount; r++) {
    const row = fits + <usize>r * 2002;
    for (let milli = 0; milli <= MILLI; milli++) store<u16>(row + (<usize>milli << 1), <u16>(milli / shareAt(r)));
  }
  for (let e = 0; e < entryCount; e++) {
    if (devicesOf(e) > 0) store<u16>(entryRanks + (<usize>e << 1), load<u16>(ranks + (<usize>shareOfEntry(e) << 1)) - 1);
  }
}

// @ts-ignore: decorator
@inline
function shareAt(r: i32): i32 {
  return load<i32>(shares + (<usize>r << 2));
}

/** The rank of the share of an entry that asks for devices. */
// @ts-ignore: decorator
@inline
export function rankOf(e: i32): i32 {
  return load<u16>(entryRanks + (<usize>e << 1));
}

/** Measures `count` devices with u16 free milli at `row`; with `countSlots`, slots too. */
export function measure(row: usize, count: i32, countSlots: bool): void {
  const bytes = <usize>shareCount << 2;
  // First by rank of each device alone; then what a share has is what stands above it, and what it loses below.
  memory.fill(wide, 0, bytes + 4);
  memory.fill(narrow, 0, bytes + 4);
  let whole = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const milli = <i32>load<u16>(row + (<usize>i << 1));
    const at = <usize>load<u16>(ranks + (<usize>milli << 1)) << 2;
    store<i32>(wide + at, load<i32>(wide + at) + 1);
    store<i32>(narrow + at, load<i32>(narrow + at) + milli);
    whole += i32(milli == MILLI);
    sum += milli;
  }
  rowMilli = sum;
  // A device of rank k has enough for the shares 0..k-1.
  let below = 0;
  let enough = count;
  for (let r = 0; r < shareCount; r++) {
    const at = <usize>r << 2;
    enough -= load<i32>(wide + at);
    below += load<i32>(narrow + at);
    store<i32>(wide + at, enough);
    store<i32>(narrow + at, below);
  }
  if (!countSlots) return;
  for (let r = 0; r < shareCount; r++) {
    store<i32>(slots + (<usize>r << 2), whole * <i32>load<u16>(fits + <usize>r * 2002 + 2000));
  }
  if (whole == count) return;
  for (let i = 0; i < count; i++) {
    const milli = <usize>load<u16>(row + (<usize>i << 1));
    if (milli == 0 || milli == <usize>MILLI) continue;
    let at = fits + (milli << 1);
    for (let r = 0; r < shareCount; r++, at += 2002) {
      const to = slots + (<usize>r << 2);
      store<i32>(to, load<i32>(to) + <i32>load<u16>(at));
    }
  }
}

/** Devices of the row with the share free. */
// @ts-ignore: decorator
@inline
export function devicesWithRank(r: i32): i32 {
  return load<i32>(wide + (<usize>r << 2));
}

/** Milli of the row on devices with less than the share free. */
// @ts-ignore: decorator
@inline
export function narrowMilli(r: i32): i32 {
  return load<i32>(narrow + (<usize>r << 2));
}

/** How often the share fits on the row. */
// @ts-ignore: decorator
@inline
export function slotsOfRank(r: i32): i32 {
  return load<i32>(slots + (<usize>r << 2));
}
