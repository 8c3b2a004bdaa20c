import { RAW_ONE } from '../../../../../policy-assembly/abi/pool.ts';
import { choose } from '../adaptive/choose.ts';
import { isBlind } from '../adaptive/tables.ts';
import { FGD_VECTOR } from '../adaptive/vectors.ts';
import { floorDiv } from '../arithmetic.ts';
import { prospectOf } from '../prospect.ts';
import { at } from '../row.ts';
import { askScore, moduleScore } from '../scores.ts';
import { bestFit } from './best-fit.ts';
import { inLevels, type Strategy } from './strategy.ts';

const HALF = RAW_ONE / 2;
/** Of the raw score, one percent of vector 0. */
const PERCENT = Math.floor(RAW_ONE / 100);
/** Of the raw score, one milli. */
const MILLI = 1024;
/** Scores count milli × T × this. */
const SCORE_SCALE = 320;

function rawOf(score: number, total: number): number {
  const milli = floorDiv(BigInt(score) * BigInt(MILLI), BigInt(SCORE_SCALE * total));
  const exact = BigInt(HALF) + milli;
  return exact < 0n ? 0 : exact > BigInt(RAW_ONE) ? RAW_ONE : Number(exact);
}

/** The default where there are devices or several dimensions: what the profile has taught. */
export const adaptive: Strategy = (state, module, ask, levels) => {
  const { inventory, profile, tables } = state;
  if (isBlind(profile)) return bestFit(state, module, ask, levels);
  if (module.milli.length === 0) {
    // Takes nothing from devices, so it goes first; within one milli's worth, the best fit.
    const left = moduleScore(inventory, module) - askScore(inventory, ask);
    return { ...inLevels(HALF + MILLI - Math.floor(left / (RAW_ONE / MILLI)), levels), devices: [] };
  }
  const outlook = {
    prospect: prospectOf(profile, at(inventory.classes, module.class).labels),
    total: profile.total,
    vector: tables.vector,
    waste: tables.waste,
    pressure: at(tables.pressure, module.class),
  };
  const { score, devices } = choose(outlook, module, ask);
  const exact = tables.vector === FGD_VECTOR ? score * PERCENT : rawOf(score, profile.total);
  return { ...inLevels(exact, levels), devices };
};
