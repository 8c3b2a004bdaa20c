import { LABEL_UNKNOWN, MEDIUM_CPU } from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { RahError } from '../../errors/rah-error.ts';
import { encodeModules, encodePool } from '../../policy/pool/encode-inventory.ts';
import { encodeProfile, encodeRequest } from '../../policy/pool/encode-request.ts';
import type { ClauseFields, ModuleFields } from '../../policy/pool/fields.ts';
import type { PodType } from './demand.ts';
import type { Node, NodeList } from './node-list.ts';
import type { Policy } from './policies.ts';
import type { FrequentPod } from './profile.ts';

/** Where a dimension counts as 1 in scores, as the published policies have it. */
const CPU_SCALE_MILLI = 128_000;
const DEVICE_SCALE_MILLI = 8_000;
/** What every request of the protocol has in common: no host, no affinity, one node. */
const ANYWHERE = {
  host: -1,
  weight_proximity: 0,
  weight_utilization: 1,
  weight_cost: 0,
  flags: 0,
  max_latency_ns: 0,
  min_bandwidth_mbps: 0,
  max_drms: 1,
  ways: 1,
  granularity: 0,
  group: -1,
  tag: 0,
  affinity: [],
  anti: [],
  only: [],
};

/**
 * The GPU nodes as a pool: one module per node, with cores and GPUs that count alike in scores. Each GPU model is a class
 * with one label of its own. Memory is left out, as it must have been in the published runs: without it their figures
 * come out within 0.12 points, with it within 0.17 and nearly always too low.
 */
export class Cluster {
  readonly nodes: readonly Node[];
  /** GPU milli of all nodes. */
  readonly capacity: number;
  readonly #models: readonly string[];
  readonly #devices: number;

  constructor(list: NodeList) {
    this.nodes = list.nodes.filter(({ gpus }) => gpus > 0);
    const [first] = this.nodes;
    if (!first) {
      throw new RahError('input_invalid', `${list.file}: there is no node with a GPU in it`, {
        hint: 'Give a list of nodes with GPUs, such as openb_node_list_gpu_node.csv.',
        details: { file: list.file },
      });
    }
    const most = this.nodes.reduce((found, node) => (node.gpus > found.gpus ? node : found), first);
    if (most.gpus > abi.POOL_DEVICES_MAX) {
      const what = `node ${most.sn} has ${most.gpus} GPUs (at most ${abi.POOL_DEVICES_MAX} are possible)`;
      throw new RahError('input_invalid', `${list.file}:${most.line}: ${what}`, {
        hint: 'Correct that line, or take the list anew from the trace.',
        details: { file: list.file, line: most.line, sn: most.sn },
      });
    }
    this.#devices = most.gpus;
    this.#models = list.models;
    this.capacity = this.nodes.reduce((sum, { gpus }) => sum + gpus * 1000, 0);
  }

  /** Input of rah_pool_begin. */
  begin(allocations: number): Uint8Array {
    const mostCores = this.nodes.reduce((most, { cpu_milli }) => Math.max(most, cpu_milli), 0);
    return encodePool({
      dims: [{ unit_bytes: 0, medium: MEDIUM_CPU, weight: 1, scale: Math.max(CPU_SCALE_MILLI, mostCores) }],
      modules: this.nodes.length,
      devices: this.#devices,
      allocations,
      parts: allocations,
      groups: 0,
      device_scale: Math.max(DEVICE_SCALE_MILLI, 1000 * this.#devices),
      device_weight: 1,
      classes: this.#models.map((_, label) => ({
        step: [1],
        min_unit: [],
        max_unit: [abi.UNITS_MAX],
        reserved: [],
        ratio_milli: [1000],
        cost: [],
        device_cost: 0,
        device_step: 1,
        labels: [label],
      })),
      zones: [{ rack: 0, pod: 0 }],
      hosts: [],
    });
  }

  /** Input of rah_pool_add: the nodes in the given order. */
  add(order: Uint32Array): Uint8Array {
    const modules = Array.from(order, (index): ModuleFields => {
      const { cpu_milli, gpus, model } = this.nodes[index] as Node;
      return {
        class: this.#models.indexOf(model as string),
        zone: 0,
        domain: -1,
        state: abi.STATE_ONLINE,
        devices: gpus,
        capacity: [cpu_milli],
      };
    });
    return encodeModules(modules);
  }

  /** Input of rah_pool_profile. */
  profile(pods: readonly FrequentPod[]): Uint8Array {
    return encodeProfile(
      pods.map(({ count, cpu_milli, gpus, gpu_milli, gpu_models }) => ({
        count,
        devices: Math.min(gpus, abi.POOL_DEVICES_MAX),
        share: gpu_milli,
        amount: [cpu_milli],
        clauses: this.#clauses(gpu_models),
      })),
    );
  }

  /** What a pod asks for as a REQUEST; null when it asks for nothing, or for more GPUs than any node has. */
  request({ cpu_milli, gpus, gpu_milli, gpu_models }: PodType, policy: Policy): Uint8Array | null {
    if (cpu_milli + gpus === 0 || gpus > this.#devices) return null;
    return encodeRequest({
      ...ANYWHERE,
      strategy: policy.strategy,
      levels: policy.levels,
      devices: gpus,
      share: gpu_milli,
      amount: [cpu_milli],
      clauses: this.#clauses(gpu_models),
    });
  }

  /** One of these models; models that no node has cannot do. */
  #clauses(models: readonly string[]): ClauseFields[] {
    if (models.length === 0) return [];
    const labels = models.map((model) => this.#models.indexOf(model)).filter((label) => label >= 0);
    return [{ op: abi.CLAUSE_IN, labels: labels.length > 0 ? labels : [LABEL_UNKNOWN] }];
  }
}
