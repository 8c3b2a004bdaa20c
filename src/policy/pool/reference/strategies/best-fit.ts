import { RAW_ONE } from '../../../../../policy-assembly/abi/pool.ts';
import { bestFitDevices } from '../devices.ts';
import { askScore, moduleScore } from '../scores.ts';
import { inLevels, type Strategy } from './strategy.ts';

/** The least left over. */
export const bestFit: Strategy = ({ inventory }, module, ask, levels) => ({
  ...inLevels(RAW_ONE - (moduleScore(inventory, module) - askScore(inventory, ask)), levels),
  devices: bestFitDevices(module.milli, ask.devices, ask.share),
});
