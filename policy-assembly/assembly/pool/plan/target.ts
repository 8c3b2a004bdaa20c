/** The best module for a part that has to leave. */
import { ownerOf, partCountOf } from "../allocations.ts";
import { MARK_BARRED, marksOf, moduleCount, setMarks } from "../columns.ts";
import { mayMoveTo, openMove } from "../move.ts";
import { keyOf } from "../score.ts";
import { best } from "../search.ts";
import { touch } from "../touch.ts";

/** No such module. */
export const NO_TARGET = -1;
/** Memory is exhausted. */
export const TARGET_UNKNOWN = -2;

/** Lets the module take nothing new, or again. Told apart from its state, which stays as it is. */
export function bar(module: i32, barred: bool): void {
  setMarks(module, barred ? marksOf(module) | MARK_BARRED : marksOf(module) & ~MARK_BARRED);
  touch(module);
}

/** The best module by key of those that are not barred; the part's own module must be. Its request is under decision then. */
export function bestTarget(part: usize): i32 {
  if (!openMove(part, true)) return TARGET_UNKNOWN;
  if (partCountOf(ownerOf(part)) == 1) return best();
  // Other parts of the allocation keep it off their modules, and maybe off their domains.
  let winner = NO_TARGET;
  let highest: i64 = -1;
  for (let module = 0; module < moduleCount; module++) {
    if (!mayMoveTo(part, module)) continue;
    const key = keyOf(module);
    if (key <= highest) continue;
    highest = key;
    winner = module;
  }
  return winner;
}
