/** FNV-1a 64 over the whole allocation state: per free extent the module (u32), start (i64), length (i64), little-endian. */
import { headOf } from "./devices.ts";
import { deviceCountOf, deviceFirstOf, moduleCount } from "./modules.ts";
import { lengthOf, nextOf, startOf } from "./nodes.ts";

const OFFSET_BASIS: u64 = 0xcbf29ce484222325;
const PRIME: u64 = 0x100000001b3;

function mix(hash: u64, value: u64, bytes: i32): u64 {
  for (let k = 0; k < bytes; k++) {
    hash = (hash ^ (value & 0xff)) * PRIME;
    value >>= 8;
  }
  return hash;
}

/** FNV-1a 64 of `bytes` bytes. */
export function hashBytes(at: usize, bytes: usize): u64 {
  let hash = OFFSET_BASIS;
  for (const end = at + bytes; at < end; at++) hash = (hash ^ load<u8>(at)) * PRIME;
  return hash;
}

export function stateHash(): u64 {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < moduleCount; i++) {
    const first = deviceFirstOf(i);
    const end = first + <u32>deviceCountOf(i);
    for (let d = first; d < end; d++) {
      for (let node = headOf(d); node != 0; node = nextOf(node)) {
        hash = mix(hash, <u64>i, 4);
        hash = mix(hash, <u64>startOf(node), 8);
        hash = mix(hash, <u64>lengthOf(node), 8);
      }
    }
  }
  return hash;
}
