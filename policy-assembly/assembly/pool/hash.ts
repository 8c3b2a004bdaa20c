/** FNV-1a 64 over the state: see POOL.md for what goes in. */
import { PR_FLAGS } from "../../abi/pool.ts";
import { groupOf, maskOf, moduleOf, partAt, partCountOf, shareOf, tagOf, typeOf, unitsOf } from "./allocations.ts";
import { deviceCountOf, freeOf, moduleCount, stateOf } from "./columns.ts";
import { milliOf } from "./devices.ts";
import { dims } from "./shape.ts";
import { blockAt, handleOf, slotCount } from "./slots.ts";
import { requestOf } from "./types.ts";

const OFFSET_BASIS: u64 = 0xcbf29ce484222325;
const PRIME: u64 = 0x100000001b3;

/** The hash of a u32 behind what was hashed before, little-endian. */
// @ts-ignore: decorator
@inline
function mix(hash: u64, value: u32): u64 {
  hash = (hash ^ (value & 0xff)) * PRIME;
  hash = (hash ^ (value >> 8 & 0xff)) * PRIME;
  hash = (hash ^ (value >> 16 & 0xff)) * PRIME;
  return (hash ^ (value >> 24)) * PRIME;
}

export function stateHash(): u64 {
  let hash = OFFSET_BASIS;
  for (let module = 0; module < moduleCount; module++) {
    hash = mix(hash, <u32>stateOf(module));
    for (let d = 0; d < dims; d++) hash = mix(hash, <u32>freeOf(module, d));
    for (let i = 0, devices = deviceCountOf(module); i < devices; i++) hash = mix(hash, <u32>milliOf(module, i));
  }
  for (let slot = 0; slot < slotCount; slot++) {
    if (blockAt(slot) != 0) hash = mixAllocation(hash, slot, blockAt(slot));
  }
  return hash;
}

function mixAllocation(hash: u64, slot: i32, block: usize): u64 {
  hash = mix(hash, handleOf(slot));
  hash = mix(hash, <u32>groupOf(block));
  hash = mix(hash, tagOf(block));
  hash = mix(hash, load<u32>(requestOf(typeOf(block)), PR_FLAGS));
  const parts = partCountOf(block);
  hash = mix(hash, <u32>parts);
  for (let k = 0; k < parts; k++) {
    const part = partAt(block, k);
    hash = mix(hash, <u32>moduleOf(part));
    hash = mix(hash, <u32>maskOf(part));
    hash = mix(hash, <u32>(maskOf(part) >> 32));
    hash = mix(hash, <u32>shareOf(part));
    for (let d = 0; d < dims; d++) hash = mix(hash, <u32>unitsOf(part, d));
  }
  return hash;
}

/** The hash of any bytes. */
export function hashBytes(at: usize, bytes: usize): u64 {
  let hash = OFFSET_BASIS;
  for (const end = at + bytes; at < end; at++) hash = (hash ^ load<u8>(at)) * PRIME;
  return hash;
}
