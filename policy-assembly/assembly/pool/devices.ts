/** The identical devices of a module: which have a share free, which to take. Sets of devices are masks of 64 bits. */
import { addDeviceFree, deviceCountOf, deviceFreeOf, deviceRow } from "./columns.ts";
import { devicesMax } from "./shape.ts";

// @ts-ignore: decorator
@inline
export function milliOf(module: i32, device: i32): i32 {
  return load<u16>(deviceRow(module) + (<usize>device << 1));
}

// @ts-ignore: decorator
@inline
export function lowMask(count: i32): u64 {
  return count >= 64 ? ~(<u64>0) : (<u64>1 << count) - 1;
}

/** The devices of the module with at least `share` milli free. */
export function devicesWith(module: i32, share: i32): u64 {
  if (devicesMax == 0) return 0;
  const count = deviceCountOf(module);
  const row = deviceRow(module);
  let mask: u64 = 0;
  if (ASC_FEATURE_SIMD) {
    const wanted = i16x8.splat(<i16>share);
    for (let first = 0; first < count; first += 8) {
      const lanes = i16x8.ge_u(v128.load(row + (<usize>first << 1)), wanted);
      mask |= <u64>(<u32>i16x8.bitmask(lanes)) << first;
    }
    return mask & lowMask(count);
  }
  for (let i = 0; i < count; i++) mask |= <u64>i32(<i32>load<u16>(row + (<usize>i << 1)) >= share) << i;
  return mask;
}

/** Whether `count` devices of the module have `share` milli free each. */
export function hasDevices(module: i32, count: i32, share: i32): bool {
  if (deviceFreeOf(module) < count * share) return false;
  return <i32>popcnt<u64>(devicesWith(module, share)) >= count;
}

/** `count` of the devices in `mask`, by (free ascending, index ascending); all of them when there are no more. */
export function bestFitOf(module: i32, mask: u64, count: i32): u64 {
  return pick(module, mask, count, 0);
}

/** `count` of the devices in `mask`, by (free descending, index ascending). */
export function worstFitOf(module: i32, mask: u64, count: i32): u64 {
  return pick(module, mask, count, 1000);
}

/** Devices nearest to `wish` milli free: 0 finds the emptiest space, 1000 the widest. */
function pick(module: i32, mask: u64, count: i32, wish: i32): u64 {
  let chosen: u64 = 0;
  const row = count > 0 && mask != 0 ? deviceRow(module) : 0;
  for (let k = 0; k < count && mask != 0; k++) {
    let best: u64 = 0;
    let bestGap = i32.MAX_VALUE;
    for (let rest = mask; rest != 0; rest &= rest - 1) {
      const gap = abs<i32>(wish - <i32>load<u16>(row + (<usize>ctz<u64>(rest) << 1)));
      if (gap >= bestGap) continue;
      bestGap = gap;
      best = rest & (0 - rest);
    }
    chosen |= best;
    mask ^= best;
  }
  return chosen;
}

/** Adds `milli` (negative: takes) to the free share of each device in `mask`. */
export function addToDevices(module: i32, mask: u64, milli: i32): void {
  if (mask == 0) return;
  const row = deviceRow(module);
  for (let rest = mask; rest != 0; rest &= rest - 1) {
    const at = row + (<usize>ctz<u64>(rest) << 1);
    store<u16>(at, <u16>(<i32>load<u16>(at) + milli));
  }
  addDeviceFree(module, milli * <i32>popcnt<u64>(mask));
}
