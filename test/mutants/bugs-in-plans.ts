import type { Mutant } from './mutant.ts';

/** Drain, rebalance and questions of what would be. */
export const BUGS_IN_PLANS: readonly Mutant[] = [
  {
    name: 'a wave touches modules once too often',
    file: 'pool/plan/plan.ts',
    find: 'load<u32>(touchedAt(module)) < <u32>maxConcurrent',
    replace: 'load<u32>(touchedAt(module)) <= <u32>maxConcurrent',
    breaks: 'max_concurrent of a drain',
  },
  {
    name: 'a source is free again within its wave',
    file: 'pool/plan/plan.ts',
    find: 'holdNoted();',
    replace: 'holdNoted();\n  dropSources();',
    breaks: 'two allocations hold the same units during a wave',
  },
  {
    name: 'targets stay touched in the next wave',
    file: 'pool/plan/plan.ts',
    find: 'store<u32>(touchedAt(load<i32>(noteAt(waveFirst), MOVE_TO)), 0);',
    replace: '',
    breaks: 'concurrency after the first wave',
  },
  {
    name: 'one move more than allowed',
    file: 'pool/plan/plan.ts',
    find: 'return moveCount >= maxMoves;',
    replace: 'return moveCount > maxMoves;',
    breaks: 'max_moves',
  },
  {
    name: 'the bytes of a move are not held against the budget',
    file: 'pool/plan/plan.ts',
    find: 'bytesOf(part) <= maxBytes - movedBytes',
    replace: 'bytesOf(part) <= maxBytes',
    breaks: 'max_bytes from the second move on',
  },
  {
    name: 'the smallest parts leave first',
    file: 'pool/plan/part-order.ts',
    find: 'return load<i64>(a, NORM) < load<i64>(b, NORM);',
    replace: 'return load<i64>(a, NORM) > load<i64>(b, NORM);',
    breaks: 'the order of a drain',
  },
  {
    name: 'packing spreads',
    file: 'pool/plan/rebalance.ts',
    find: 'return mode == REBALANCE_SPREAD ? before - after : after - before;',
    replace: 'return before - after;',
    breaks: 'the sign of the gain',
  },
  {
    name: 'a gain that is just enough is not',
    file: 'pool/plan/rebalance.ts',
    find: 'bestGain = max<i64>(1, minGain) - 1;',
    replace: 'bestGain = max<i64>(1, minGain);',
    breaks: 'min_gain',
  },
  {
    name: 'devices that a wave still holds count as used',
    file: 'pool/plan/utilization.ts',
    find: 'if (isHeld(part)) used -= milliOf(part);',
    replace: 'if (isHeld(part)) used -= 0;',
    breaks: 'what a move of devices gains while a wave runs',
  },
  {
    name: 'a question leaves something taken',
    file: 'pool/plan/what-if.ts',
    find: 'for (let k = count - 1; k >= 0; k--) undoAllocation',
    replace: 'for (let k = count - 1; k > 0; k--) undoAllocation',
    breaks: 'how_many takes',
  },
  {
    name: 'a question uses up handles',
    file: 'pool/take.ts',
    find: 'untakeSlot(slot);',
    replace: 'freeSlotOf(slot);',
    breaks: 'handles after a how_many',
  },
  {
    name: 'survivors come back to other devices',
    file: 'pool/plan/what-if.ts',
    find: 'setDevices(part, load<u64>(note, FROM_MASK), shareOf(part));',
    replace: '',
    breaks: 'devices after a question of survival',
  },
];
