/** Emptying modules: where each of their parts goes, wave by wave. */
import { STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { MARK_BARRED, marksOf, moduleCount } from "../columns.ts";
import { moduleOf } from "../allocations.ts";
import { SCRATCH_ALLOWED, reserveScratch } from "../scratch.ts";
import { chooseDevices } from "../strategy.ts";
import { listedCount, listedModule, readBudget } from "./budget.ts";
import { addPartsOn, openOrder, orderedCount, orderedPart, sortParts } from "./part-order.ts";
import { affords, answerPlan, closeWave, giveUp, hasRoom, isFull, openPlan, planMove, undoPlan } from "./plan.ts";
import { NO_TARGET, TARGET_UNKNOWN, bar, bestTarget } from "./target.ts";

const MOVED = 1;
const NO_PLACE = 0;
const FAILED = -1;

/** u8[modules] 1 = its parts were planned for. */
let emptied: usize = 0;

/** Input: BUDGET, u32 modules[]. */
export function drain(bytes: u64): i32 {
  const status = readBudget(bytes, false);
  if (status != STATUS_OK) return status;
  emptied = reserveScratch(SCRATCH_ALLOWED, <u64>moduleCount);
  if (emptied == 0 || !openPlan()) return STATUS_OUT_OF_MEMORY;
  memory.fill(emptied, 0, <usize>moduleCount);
  barListed();
  let done = true;
  for (let k = 0; k < listedCount && done; k++) done = empty(listedModule(k));
  for (let module = 0; module < moduleCount; module++) if (marksOf(module) & MARK_BARRED) bar(module, false);
  undoPlan();
  return done ? answerPlan() : STATUS_OUT_OF_MEMORY;
}

/** Plans for the parts on a listed module. False when memory is exhausted. */
function empty(source: i32): bool {
  // A module that is listed twice is emptied once.
  if (load<u8>(emptied + <usize>source) != 0) return true;
  store<u8>(emptied + <usize>source, 1);
  openOrder();
  if (!addPartsOn(source, false)) return false;
  sortParts();
  for (let n = 0; n < orderedCount; n++) {
    const part = orderedPart(n);
    if (isFull() || !affords(part)) {
      if (!giveUp(part)) return false;
      continue;
    }
    let outcome = tryToMove(part);
    if (outcome == NO_PLACE && nextWave()) outcome = tryToMove(part);
    if (outcome == FAILED || (outcome == NO_PLACE && !giveUp(part))) return false;
  }
  return true;
}

function nextWave(): bool {
  if (!closeWave()) return false;
  // Targets that were barred because the wave touched them often enough are open again.
  for (let module = 0; module < moduleCount; module++) if (marksOf(module) & MARK_BARRED) bar(module, false);
  barListed();
  return true;
}

function barListed(): void {
  for (let k = 0; k < listedCount; k++) {
    const module = listedModule(k);
    if (!(marksOf(module) & MARK_BARRED)) bar(module, true);
  }
}

function tryToMove(part: usize): i32 {
  if (!hasRoom(moduleOf(part))) return NO_PLACE;
  const target = bestTarget(part);
  if (target == TARGET_UNKNOWN) return FAILED;
  if (target == NO_TARGET) return NO_PLACE;
  if (!planMove(part, target, chooseDevices(target), 0)) return FAILED;
  if (!hasRoom(target)) bar(target, true);
  return MOVED;
}
