/** What a mapping may look like: ways, granularity and alignment of each kind. */
import {
  GRANULARITY_MAX, HDM_ALIGNMENT, HDM_GRANULARITY_MAX, HDM_GRANULARITY_MIN, KIND_COMPUTE, KIND_MEMORY, KIND_STORAGE,
  LBA_BYTES, STATUS_MAP_GRANULARITY, STATUS_MAP_WAYS, STATUS_OK, WAYS_MAX,
} from "../../abi/abi.ts";

/** Ways: every power of two up to 16, and 3, 6, 12. */
function isHdmWays(ways: i32): bool {
  return popcnt<i32>(ways) == 1 || ways == 3 || ways == 6 || ways == 12;
}

/** With ways = 1 the granularity is not looked at. */
export function checkInterleave(kind: i32, ways: i32, granularity: i32): i32 {
  if (ways < 1 || ways > WAYS_MAX) return STATUS_MAP_WAYS;
  if (kind == KIND_COMPUTE && ways != 1) return STATUS_MAP_WAYS;
  if (kind == KIND_MEMORY && !isHdmWays(ways)) return STATUS_MAP_WAYS;
  if (ways == 1) return STATUS_OK;
  if (granularity < 1 || granularity > GRANULARITY_MAX) return STATUS_MAP_GRANULARITY;
  if (kind == KIND_STORAGE) return granularity % LBA_BYTES == 0 ? STATUS_OK : STATUS_MAP_GRANULARITY;
  return granularity >= HDM_GRANULARITY_MIN && granularity <= HDM_GRANULARITY_MAX && popcnt<i32>(granularity) == 1
    ? STATUS_OK
    : STATUS_MAP_GRANULARITY;
}

/** What DRM-side starts, and without interleaving also lengths, are multiples of. */
export function alignmentOf(kind: i32): i64 {
  return kind == KIND_MEMORY ? HDM_ALIGNMENT : kind == KIND_STORAGE ? LBA_BYTES : 1;
}

/** Decoders take the position from the address itself, modulo 3: counting from the base gives the same only here. */
export function baseAlignment(kind: i32, ways: i32): i64 {
  return kind == KIND_MEMORY && ways % 3 == 0 ? 3 * <i64>HDM_ALIGNMENT : alignmentOf(kind);
}

/** A way holds whole stripes: the round after the last whole one would leave its extent. */
export function shareAlignment(kind: i32, ways: i32, granularity: i32): i64 {
  return kind == KIND_STORAGE && ways > 1 ? granularity : alignmentOf(kind);
}
