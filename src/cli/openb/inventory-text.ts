import type { Node, NodeList } from '../../simulator/openb/node-list.ts';
import { CORE_HOUR_MICROS, DRAM_GIB_HOUR_MICROS, gpuHourMicros } from './price.ts';
import type { Steps } from './steps.ts';
import {
  COMPUTE_WIRE,
  HOST_WIRE,
  hostId,
  hubId,
  MEMORY_WIRE,
  NODES_PER_RACK,
  rackCount,
  rackOf,
  SPINE,
  SPINE_WIRE,
  type WireDefinition,
} from './topology.ts';

/** What one node of the trace becomes; an amount of 0 leaves the medium out. */
export interface Modules {
  readonly node: Node;
  readonly cores: number;
  readonly gpus: number;
  /** Whole HDM units of 256 MiB, in MiB. */
  readonly memory_mib: number;
}

export const HDM_MIB = 256;

export function modulesOf(node: Node): Modules {
  return {
    node,
    cores: Math.floor(node.cpu_milli / 1000),
    gpus: node.gpus,
    memory_mib: Math.floor(node.memory_mib / HDM_MIB) * HDM_MIB,
  };
}

export function computeId({ node }: Modules): string {
  return `${node.sn}-compute`;
}

export function memoryId({ node }: Modules): string {
  return `${node.sn}-memory`;
}

/** The label that marks the GPUs of one model. */
export function gpuLabel(model: string): string {
  return `gpu.${model}`;
}

/** The fabric file: one DRM or link per line, because there are thousands of them. */
export function inventoryText(list: NodeList, steps: Steps, comment: readonly string[]): string {
  const racks = Array.from({ length: rackCount(list.nodes.length) }, (_, i) => i);
  const modules = list.nodes.map(modulesOf);
  const lines = [
    ...comment.map((line) => `# ${line}`.trimEnd()),
    'rah: 1',
    'name: openb',
    'hubs:',
    item({ id: SPINE }),
    ...racks.map((rack) => item({ id: hubId(rack) })),
    'hosts:',
    ...racks.map((rack) => item({ id: hostId(rack), labels: { rack: hubId(rack) } })),
    'drms:',
    ...modules.flatMap((each) => drms(each, steps)).map(item),
    'links:',
    ...racks.flatMap((rack) => [
      item(link(hubId(rack), SPINE, SPINE_WIRE)),
      item(link(hostId(rack), hubId(rack), HOST_WIRE)),
    ]),
    ...modules.flatMap((each, i) => links(each, hubId(rackOf(i)))).map(item),
  ];
  return `${lines.join('\n')}\n`;
}

export function inventoryComment(list: NodeList, sources: readonly string[]): string[] {
  return [
    'Made by `rah convert openb` from the Alibaba openb GPU trace of 2023; do not edit, convert again.',
    ...sources,
    '',
    'From the trace: the nodes, their cores (whole ones), GPUs, GPU models and memory (whole units of 256 MiB).',
    'Each node is taken apart into a compute and a memory DRM that share its chassis as failure domain.',
    'Our own assumptions, not in the trace:',
    `- Topology: racks of ${NODES_PER_RACK} nodes around one hub with one host each, all hubs on one spine. Latencies make`,
    '  the same rack nearer than any other.',
    `- Costs, in millionths of a currency unit: ${CORE_HOUR_MICROS} per core-hour, ${DRAM_GIB_HOUR_MICROS} per GiB-hour of DRAM,`,
    `  per GPU-hour ${list.models.map((model) => `${model} ${gpuHourMicros(model)}`).join(', ') || 'none'}.`,
    '- Steps: the largest that the wishes of all pods of the list are multiples of.',
  ];
}

type Flow = { readonly [key: string]: Flow | string | number };

function drms(modules: Modules, steps: Steps): Flow[] {
  const { node, cores, gpus, memory_mib } = modules;
  const chassis = { chassis: node.sn };
  const compute: Record<string, Flow> = {};
  if (cores > 0) {
    compute.cpu = { capacity: cores, step: `${steps.cpu_milli}m`, cost_per_unit_hour_micros: CORE_HOUR_MICROS };
  }
  if (gpus > 0 && node.model !== null) {
    const price = gpuHourMicros(node.model);
    compute.gpu = { capacity: gpus, step: `${steps.gpu_milli}m`, cost_per_unit_hour_micros: price };
  }
  const made: Flow[] = [];
  if (Object.keys(compute).length > 0) {
    const labels = node.model === null ? chassis : { ...chassis, [gpuLabel(node.model)]: 'true' };
    made.push({ id: computeId(modules), kind: 'compute', labels, failure_domain: node.sn, media: compute });
  }
  if (memory_mib > 0) {
    const capacity = memory_mib % 1024 === 0 ? `${memory_mib / 1024}GiB` : `${memory_mib}MiB`;
    const dram = { capacity, step: `${HDM_MIB}MiB`, cost_per_unit_hour_micros: DRAM_GIB_HOUR_MICROS };
    made.push({ id: memoryId(modules), kind: 'memory', labels: chassis, failure_domain: node.sn, media: { dram } });
  }
  return made;
}

function links(modules: Modules, hub: string): Flow[] {
  const made: Flow[] = [];
  if (modules.cores > 0 || modules.gpus > 0) made.push(link(hub, computeId(modules), COMPUTE_WIRE));
  if (modules.memory_mib > 0) made.push(link(hub, memoryId(modules), MEMORY_WIRE));
  return made;
}

function link(from: string, to: string, { type, lanes, latency_ns, bandwidth_mbps }: WireDefinition): Flow {
  return { from, to, type, lanes, latency_ns, bandwidth_mbps };
}

function item(value: Flow): string {
  return `  - ${flow(value)}`;
}

function flow(value: Flow | string | number): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return scalar(value);
  const pairs = Object.entries(value).map(([key, member]) => `${scalar(key)}: ${flow(member)}`);
  return `{${pairs.join(', ')}}`;
}

/** Plain where YAML 1.1 and 1.2 alike read it back as this very text, quoted otherwise. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9._-]*$/.test(text) || /^[0-9]+(GiB|MiB|m)$/.test(text);
  const word = /^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain && !word ? text : JSON.stringify(text);
}
