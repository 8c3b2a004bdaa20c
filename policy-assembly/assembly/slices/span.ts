/** Spanning: one linear request over several modules, largest first, the last piece by score. */
import { AMOUNT_MAX, RESULT_CHOSEN_COUNT } from "../../abi/abi.ts";
import { alignedFree, commonMultiple } from "./aligned.ts";
import { pushChosen, result } from "./buffers.ts";
import { eligibleAt, freeOf, stepOf } from "./modules.ts";
import { alignment, amount, maxDrms } from "./request.ts";
import { totalScore, writeScores } from "./score.ts";

/** What pieces of the module are multiples of. */
// @ts-ignore: decorator
@inline
function unitOf(module: i32): i64 {
  return alignment == 1 ? stepOf(module) : commonMultiple(stepOf(module), alignment, AMOUNT_MAX);
}

/** The most that the module can contribute: its free (aligned) amount, rounded down to its unit. */
// @ts-ignore: decorator
@inline
function usableOf(module: i32): i64 {
  const free = alignment == 1 ? freeOf(module) : alignedFree(module, alignment);
  return free - free % unitOf(module);
}

/**
 * Chooses pieces among the first `eligible` modules of the scan, or nothing. Returns the number of modules that could contribute.
 * Contributors are walked by (usable descending, index ascending); a cursor in that order stands for "not yet used".
 */
export function span(eligible: i32): i32 {
  let contributors = 0;
  let rest = amount;
  let pieces = 0;
  let lastUsable = i64.MAX_VALUE;
  let lastModule = -1;
  while (pieces < maxDrms) {
    let last = -1;
    let lastTotal = -1;
    let next = -1;
    let nextUsable: i64 = 0;
    contributors = 0;
    for (let k = 0; k < eligible; k++) {
      const module = eligibleAt(k);
      const usable = usableOf(module);
      if (usable == 0) continue;
      contributors++;
      if (usable > lastUsable || (usable == lastUsable && module <= lastModule)) continue;
      if (usable > nextUsable) {
        nextUsable = usable;
        next = module;
      }
      if (usable < rest || rest % unitOf(module) != 0) continue;
      const total = totalScore(module, rest);
      if (total > lastTotal) {
        lastTotal = total;
        last = module;
      }
    }
    if (last >= 0) {
      writeScores(pushChosen(last, rest), last, rest);
      return contributors;
    }
    if (next < 0) break;
    lastUsable = nextUsable;
    lastModule = next;
    const bounded = min<i64>(nextUsable, rest);
    const piece = bounded - bounded % unitOf(next);
    if (piece == 0) continue; // its unit is larger than the rest
    writeScores(pushChosen(next, piece), next, piece);
    rest -= piece;
    pieces++;
  }
  store<i32>(result, 0, RESULT_CHOSEN_COUNT);
  return contributors;
}
