/** What bundles hold: so many requests of a class, and so on. */
import { SCRATCH_MOST_COPIES, reserveScratch } from "../../scratch.ts";
import { dims } from "../../shape.ts";
import { amountOf, copiesOf, setAmountOf, setCopiesOf, setValueOf, valueOf } from "./items.ts";
import { shareCount } from "./problem.ts";
import { addLeft, classAmount, shareIn } from "./share-classes.ts";

const CLASS: usize = 0; // u32 address
const COUNT: usize = 4; // i32
const NEXT: usize = 8; // u32 address of what else the bundle holds
const COPY_BYTES: usize = 16;

/** What one bundle holds at most: it may be set aside while the bundle is filled anew. */
const ASIDE = 1000;

let copies: usize = 0;
let end: usize = 0;
let unused: usize = 0;

/** Makes room for the bundles of any plan; false when memory is exhausted. */
export function openCopies(): bool {
  copies = end = reserveScratch(SCRATCH_MOST_COPIES, <u64>(shareCount + ASIDE) * COPY_BYTES);
  return copies != 0;
}

/** Starts a plan without bundles. */
export function resetCopies(): void {
  end = copies;
  unused = 0;
}

// @ts-ignore: decorator
@inline
export function classIn(copy: usize): usize {
  return load<u32>(copy, CLASS);
}

// @ts-ignore: decorator
@inline
export function countIn(copy: usize): i32 {
  return load<i32>(copy, COUNT);
}

// @ts-ignore: decorator
@inline
export function nextCopy(copy: usize): usize {
  return load<u32>(copy, NEXT);
}

/** Adds (sign 1) or subtracts (sign -1) `count` requests of a class to what the bundle asks for. */
function shift(bundle: usize, c: usize, count: i32, sign: i32): void {
  addLeft(c, -sign * count);
  setValueOf(bundle, valueOf(bundle) + sign * count * shareIn(c));
  for (let d = 0; d < dims; d++) setAmountOf(bundle, d, amountOf(bundle, d) + <i64>(sign * count) * classAmount(c, d));
}

/** `count` requests of a class join the bundle. */
export function give(bundle: usize, c: usize, count: i32): void {
  let copy = unused;
  if (copy != 0) {
    unused = nextCopy(copy);
  } else {
    copy = end;
    end += COPY_BYTES;
  }
  store<u32>(copy, <u32>c, CLASS);
  store<i32>(copy, count, COUNT);
  store<u32>(copy, <u32>copiesOf(bundle), NEXT);
  setCopiesOf(bundle, copy);
  shift(bundle, c, count, 1);
}

/** Empties the bundle. Returns what was in it, to be put back by `restore` or forgotten by `forget`. */
export function unload(bundle: usize): usize {
  const held = copiesOf(bundle);
  for (let copy = held; copy != 0; copy = nextCopy(copy)) shift(bundle, classIn(copy), countIn(copy), -1);
  setCopiesOf(bundle, 0);
  return held;
}

/** Puts back what was in the bundle, which is empty. */
export function restore(bundle: usize, held: usize): void {
  for (let copy = held; copy != 0; copy = nextCopy(copy)) shift(bundle, classIn(copy), countIn(copy), 1);
  setCopiesOf(bundle, held);
}

export function forget(held: usize): void {
  while (held != 0) {
    const next = nextCopy(held);
    store<u32>(held, <u32>unused, NEXT);
    unused = held;
    held = next;
  }
}
