/** Deciding: one scan that filters, judges capacity, scores and ranks; then, if need be, spanning. */
import {
  REJECTED_CAPACITY, RESULT_CANDIDATES, RESULT_CONSIDERED, RESULT_LARGEST_FREE, RESULT_LARGEST_FREE_MODULE,
  RESULT_REJECTED, RESULT_RUNNER_UP, RESULT_RUNNER_UP_SCORES,
} from "../../abi/abi.ts";
import { pushChosen, result } from "./buffers.ts";
import { fits, largestTake, prepareCapacity, wanted } from "./capacity.ts";
import { rejectionOf } from "./filter.ts";
import { moduleCount, setEligible } from "./modules.ts";
import { offer, ranked, rankedAt, resetRanking } from "./ranking.ts";
import { maxDrms, ways } from "./request.ts";
import { totalScore, writeScores } from "./score.ts";
import { span } from "./span.ts";

function countRejected(reason: i32, change: i32): void {
  const at = result + (<usize>reason << 2);
  store<i32>(at, load<i32>(at, RESULT_REJECTED) + change, RESULT_REJECTED);
}

/** Writes the decision on the decoded request into the (cleared) result. */
export function decide(): void {
  prepareCapacity();
  resetRanking(ways + 1);
  let eligible = 0;
  let candidates = 0;
  let largest: i64 = 0;
  let largestModule = -1;
  for (let i = 0; i < moduleCount; i++) {
    const reason = rejectionOf(i);
    if (reason != REJECTED_CAPACITY) {
      countRejected(reason, 1);
      continue;
    }
    setEligible(eligible++, i);
    const take = largestTake(i);
    if (take > largest) {
      largest = take;
      largestModule = i;
    }
    if (!fits(i)) continue;
    candidates++;
    offer(i, totalScore(i, wanted));
  }
  if (candidates == 0 && maxDrms > 1 && ways == 1) candidates = span(eligible);
  else if (candidates >= ways) choose();
  countRejected(REJECTED_CAPACITY, eligible - candidates);
  store<i32>(result, moduleCount, RESULT_CONSIDERED);
  store<i32>(result, candidates, RESULT_CANDIDATES);
  store<i64>(result, largest, RESULT_LARGEST_FREE);
  store<i32>(result, largestModule, RESULT_LARGEST_FREE_MODULE);
}

function choose(): void {
  for (let k = 0; k < ways; k++) {
    const module = rankedAt(k);
    writeScores(pushChosen(module, wanted), module, wanted);
  }
  if (ranked > ways) {
    const module = rankedAt(ways);
    store<i32>(result, module, RESULT_RUNNER_UP);
    writeScores(result + RESULT_RUNNER_UP_SCORES, module, wanted);
  }
}
