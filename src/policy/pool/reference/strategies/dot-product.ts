import { DOT_ONE, RAW_ONE } from '../../../../../policy-assembly/abi/pool.ts';
import { dot } from '../arithmetic.ts';
import { bestFitDevices } from '../devices.ts';
import { freeMilli } from '../modules.ts';
import { quotas } from '../scores.ts';
import { inLevels, type Strategy } from './strategy.ts';

const DOT_SHIFT = 28n;

/** Away from modules whose free space points where the request points. */
export const dotProduct: Strategy = ({ inventory }, module, ask, levels) => {
  const scales = [...inventory.dims.map((dim) => dim.scale), inventory.deviceScale];
  const parts = (row: readonly number[]) => row.map((x, i) => Math.floor((x * DOT_ONE) / (scales[i] as number)));
  const free = parts([...module.free, freeMilli(module)]);
  const asked = parts([...ask.amount, ask.devices * ask.share]);
  const products = free.map((a, i) => a * (asked[i] as number));
  const sum = dot(products, quotas(inventory));
  return {
    ...inLevels(RAW_ONE - Number(sum >> DOT_SHIFT), levels),
    devices: bestFitDevices(module.milli, ask.devices, ask.share),
  };
};
