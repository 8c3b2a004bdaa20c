import { DEVICE_MILLI } from '../../model/medium.ts';
import type { Pod } from '../../simulator/openb/pod-list.ts';

/** The finest grain that every pod's wish is a multiple of, and that divides a device. */
export interface Steps {
  readonly cpu_milli: number;
  readonly gpu_milli: number;
}

/** Of the whole list, not of its first pods: the fabric stays the same whichever part of the list is asked for. */
export function stepsOf(pods: readonly Pod[]): Steps {
  let cpu_milli = DEVICE_MILLI;
  let gpu_milli = DEVICE_MILLI;
  for (const pod of pods) {
    cpu_milli = gcd(cpu_milli, pod.cpu_milli);
    if (pod.gpus > 0) gpu_milli = gcd(gpu_milli, pod.gpu_milli);
  }
  return { cpu_milli, gpu_milli };
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
