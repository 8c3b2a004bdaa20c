import { RahError } from '../../errors/rah-error.ts';
import type { Pod, PodList } from './pod-list.ts';

/** Pods that ask for the same. Memory is not looked at: see cluster.ts. */
export interface PodType {
  readonly cpu_milli: number;
  readonly gpus: number;
  /** Of each GPU; 0 without GPUs. */
  readonly gpu_milli: number;
  /** Sorted; empty when any model will do. */
  readonly gpu_models: readonly string[];
}

/** What a list of pods asks for, by type. */
export interface Demand {
  readonly types: readonly PodType[];
  /** Type of each pod, pods sorted by name. */
  readonly pods: Uint32Array;
}

/** GPU milli that a pod of this type wants in all. */
export function gpuDemand({ gpus, gpu_milli }: PodType): number {
  return gpus * gpu_milli;
}

/** Throws RahError for a list without pods: nothing can be said about it. */
export function demandOf({ file, pods }: PodList): Demand {
  if (pods.length === 0) {
    throw new RahError('input_invalid', `${file}: there is no pod in it`, {
      hint: 'Give a list of pods, such as openb_pod_list_default.csv.',
      details: { file },
    });
  }
  const sorted = [...pods].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const index = new Map<string, number>();
  const types: PodType[] = [];
  const typeOfPod = Uint32Array.from(sorted, (pod) => {
    const type = typeOf(pod);
    const key = JSON.stringify(Object.values(type));
    const known = index.get(key);
    if (known !== undefined) return known;
    index.set(key, types.length);
    return types.push(type) - 1;
  });
  return { types, pods: typeOfPod };
}

function typeOf({ cpu_milli, gpus, gpu_milli, gpu_models }: Pod): PodType {
  return { cpu_milli, gpus, gpu_milli, gpu_models: [...gpu_models].sort() };
}
