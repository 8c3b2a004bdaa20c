import { RAW_ONE } from '../../../../../policy-assembly/abi/pool.ts';
import { bestFitDevices } from '../devices.ts';
import { inLevels, type Strategy } from './strategy.ts';

/** All alike: the lowest index wins where nothing else decides. */
export const firstFit: Strategy = (_state, module, ask, levels) => ({
  ...inLevels(RAW_ONE, levels),
  devices: bestFitDevices(module.milli, ask.devices, ask.share),
});
