/** Nodes of the free lists: start, length, next. A pool with an intrusive list of spare nodes. */
import { allocate } from "../arena.ts";

const START: usize = 0; // i64
const LENGTH: usize = 8; // i64
const NEXT: usize = 16; // u32 address, 0 = end
const NODE_BYTES: usize = 24;
const CHUNK: u64 = 1024;

let spare: usize = 0;
let spareCount: i64 = 0;

export function resetNodes(): void {
  spare = 0;
  spareCount = 0;
}

/** Makes sure that `count` nodes can be taken without asking for memory. */
export function reserveNodes(count: i64): bool {
  if (count <= spareCount) return true;
  const fresh = max<u64>(CHUNK, <u64>(count - spareCount));
  const address = allocate(fresh * NODE_BYTES);
  if (address == 0) return false;
  for (let i: u64 = 0; i < fresh; i++) recycleNode(address + <usize>i * NODE_BYTES);
  return true;
}

/** A spare node; the caller has reserved it. */
export function takeNode(start: i64, length: i64, next: usize): usize {
  const node = spare;
  spare = nextOf(node);
  spareCount--;
  store<i64>(node, start, START);
  store<i64>(node, length, LENGTH);
  setNext(node, next);
  return node;
}

export function recycleNode(node: usize): void {
  setNext(node, spare);
  spare = node;
  spareCount++;
}

// @ts-ignore: decorator
@inline
export function startOf(node: usize): i64 {
  return load<i64>(node, START);
}

// @ts-ignore: decorator
@inline
export function lengthOf(node: usize): i64 {
  return load<i64>(node, LENGTH);
}

// @ts-ignore: decorator
@inline
export function nextOf(node: usize): usize {
  return load<u32>(node, NEXT);
}

// @ts-ignore: decorator
@inline
export function setRange(node: usize, start: i64, length: i64): void {
  store<i64>(node, start, START);
  store<i64>(node, length, LENGTH);
}

// @ts-ignore: decorator
@inline
export function setNext(node: usize, next: usize): void {
  store<u32>(node, <u32>next, NEXT);
}
