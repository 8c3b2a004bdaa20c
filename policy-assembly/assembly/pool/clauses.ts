/** Clauses on the labels of a class: each is (op << 16 | n), then n label ids. */
import { CLAUSE_IN, CLAUSE_NOT_IN, CLAUSE_WORDS_MAX } from "../../abi/pool.ts";
import { carries } from "./classes.ts";

/** Whether `words` u32 at `at` are clauses that come out even. */
export function areClauses(at: usize, words: u32): bool {
  if (words > <u32>CLAUSE_WORDS_MAX) return false;
  const end = at + (<usize>words << 2);
  while (at < end) {
    const head = load<u32>(at);
    const op = head >> 16;
    const labels = head & 0xffff;
    if ((op != CLAUSE_IN && op != CLAUSE_NOT_IN) || labels == 0) return false;
    at += 4 + (<usize>labels << 2);
  }
  return at == end;
}

/** Whether the class satisfies every clause: IN wants one of the labels, NOT_IN none of them. */
export function meetsClauses(c: i32, at: usize, words: u32): bool {
  const end = at + (<usize>words << 2);
  while (at < end) {
    const head = load<u32>(at);
    const next = at + 4 + (<usize>(head & 0xffff) << 2);
    let found = false;
    for (at += 4; at < next && !found; at += 4) found = carries(c, load<u32>(at));
    if (found != (head >> 16 == CLAUSE_IN)) return false;
    at = next;
  }
  return true;
}
