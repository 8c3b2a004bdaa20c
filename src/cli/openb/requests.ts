import type { Pod } from '../../simulator/openb/pod-list.ts';
import { gpuLabel, HDM_MIB } from './inventory-text.ts';
import { hostId } from './topology.ts';

/** One request as the HCL of examples/openb takes it. */
export interface TraceRequest {
  readonly vm: string;
  readonly host: string;
  readonly kind: 'compute' | 'memory';
  readonly medium: 'cpu' | 'gpu' | 'dram';
  readonly size: string;
  readonly constraints?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly not_labels?: Readonly<Record<string, string>>;
  };
}

export interface TraceRequests {
  readonly requests: Readonly<Record<string, TraceRequest>>;
  /** What rounding memory up to whole units of 256 MiB added, over all pods. */
  readonly memory_rounding_mib: number;
  /** Pods that ask for nothing at all. */
  readonly empty_pods: number;
}

/** Up to three requests per pod, in the order of the list; its VM lives on the racks' hosts in turn. */
export function requestsOf(pods: readonly Pod[], racks: number, models: readonly string[]): TraceRequests {
  const requests: Record<string, TraceRequest> = {};
  let memory_rounding_mib = 0;
  let empty_pods = 0;
  for (const [i, pod] of pods.entries()) {
    const vm = pod.name;
    const host = hostId(i % racks);
    if (pod.cpu_milli > 0) {
      requests[`${vm}.cpu`] = { vm, host, kind: 'compute', medium: 'cpu', size: cores(pod.cpu_milli) };
    }
    if (pod.gpus > 0) {
      const constraints = gpuConstraints(pod.gpu_models, models);
      requests[`${vm}.gpu`] = { vm, host, kind: 'compute', medium: 'gpu', size: gpuSize(pod), ...constraints };
    }
    if (pod.memory_mib > 0) {
      const mib = Math.ceil(pod.memory_mib / HDM_MIB) * HDM_MIB;
      memory_rounding_mib += mib - pod.memory_mib;
      requests[`${vm}.memory`] = { vm, host, kind: 'memory', medium: 'dram', size: memory(mib) };
    }
    if (pod.cpu_milli === 0 && pod.gpus === 0 && pod.memory_mib === 0) empty_pods += 1;
  }
  return { requests, memory_rounding_mib, empty_pods };
}

function cores(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

function gpuSize({ gpus, gpu_milli }: Pod): string {
  if (gpu_milli === 1000) return String(gpus);
  return gpus === 1 ? `${gpu_milli}m` : `${gpus}x${gpu_milli}m`;
}

function memory(mib: number): string {
  return mib % 1024 === 0 ? `${mib / 1024}GiB` : `${mib}MiB`;
}

/**
 * One model is asked for by its label. Labels cannot say "A or B", so several are asked for by refusing every other
 * model of the fabric.
 */
function gpuConstraints(wanted: readonly string[], models: readonly string[]): Pick<TraceRequest, 'constraints'> {
  const [only] = wanted;
  if (only === undefined) return {};
  if (wanted.length === 1) return { constraints: { labels: { [gpuLabel(only)]: 'true' } } };
  const others = models.filter((model) => !wanted.includes(model));
  if (others.length === 0) return {};
  return { constraints: { not_labels: Object.fromEntries(others.map((model) => [gpuLabel(model), 'true'])) } };
}

/** JSON with one request per line. */
export function requestsText(requests: Readonly<Record<string, TraceRequest>>): string {
  const lines = Object.entries(requests).map(([key, request]) => `${JSON.stringify(key)}: ${JSON.stringify(request)}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}
