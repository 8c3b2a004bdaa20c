import { PROFILE_MAX } from '../../../policy-assembly/abi/pool.ts';
import type { Demand, PodType } from './demand.ts';

export type FrequentPod = PodType & { readonly count: number };

/**
 * All types of the list, the most frequent first: the core takes the first 95 % of the pods as the typical ones, as the
 * paper does. Equally frequent ones stand in an order of their own, so that the order of the lines never matters.
 */
export function profileOf({ types, pods }: Demand): FrequentPod[] {
  const counts = new Uint32Array(types.length);
  for (const type of pods) counts[type] = (counts[type] as number) + 1;
  return types
    .map((type, i): FrequentPod => ({ ...type, count: counts[i] as number }))
    .filter(({ cpu_milli, gpus }) => cpu_milli + gpus > 0)
    .sort(
      (a, b) =>
        b.count - a.count ||
        a.cpu_milli - b.cpu_milli ||
        a.gpu_milli - b.gpu_milli ||
        a.gpus - b.gpus ||
        compareText(a.gpu_models.join('|'), b.gpu_models.join('|')),
    )
    .slice(0, PROFILE_MAX);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
