import { worstFitDevices } from '../devices.ts';
import { askScore, moduleScore } from '../scores.ts';
import { inLevels, type Strategy } from './strategy.ts';

/** The most left over: spreads. */
export const worstFit: Strategy = ({ inventory }, module, ask, levels) => ({
  ...inLevels(moduleScore(inventory, module) - askScore(inventory, ask), levels),
  devices: worstFitDevices(module.milli, ask.devices, ask.share),
});
