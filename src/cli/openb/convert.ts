import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NodeList } from '../../simulator/openb/node-list.ts';
import type { PodList } from '../../simulator/openb/pod-list.ts';
import { Failure } from '../failure.ts';
import { inventoryComment, inventoryText, modulesOf } from './inventory-text.ts';
import { readNodeList, readPodList } from './lists.ts';
import { requestsOf, requestsText } from './requests.ts';
import { stepsOf } from './steps.ts';
import { rackCount } from './topology.ts';

export interface Conversion {
  readonly fabric: string;
  readonly requests: string;
  readonly summary: Summary;
}

export interface Summary {
  readonly nodes: number;
  readonly racks: number;
  readonly drms: number;
  readonly cores: number;
  readonly gpus: number;
  readonly memory_mib: number;
  /** Of the nodes, lost to whole units of 256 MiB. */
  readonly memory_left_out_mib: number;
  /** Of the nodes, lost to whole cores. */
  readonly cpu_left_out_milli: number;
  readonly pods: number;
  readonly pods_in_list: number;
  readonly empty_pods: number;
  readonly requests: number;
  /** Of the pods, added by whole units of 256 MiB. */
  readonly memory_rounding_mib: number;
  readonly cpu_step_milli: number;
  readonly gpu_step_milli: number;
}

/** Pure: the same lists give the same bytes. */
export function convert(nodeList: NodeList, podList: PodList, first: number | null): Conversion {
  if (nodeList.nodes.length === 0) {
    throw new Failure('input_invalid', `${nodeList.file}:1: there is not one node in it`, {
      details: { file: nodeList.file, line: 1 },
    });
  }
  const pods = first === null ? podList.pods : podList.pods.slice(0, first);
  const steps = stepsOf(podList.pods);
  const racks = rackCount(nodeList.nodes.length);
  const modules = nodeList.nodes.map(modulesOf);
  const { requests, memory_rounding_mib, empty_pods } = requestsOf(pods, racks, nodeList.models);
  const sum = (of: (each: (typeof modules)[number]) => number) => modules.reduce((total, each) => total + of(each), 0);
  const sources = [sourceLine('Nodes', nodeList), sourceLine('Pods', podList)];
  return {
    fabric: inventoryText(nodeList, steps, inventoryComment(nodeList, sources)),
    requests: requestsText(requests),
    summary: {
      nodes: modules.length,
      racks,
      drms: sum((each) => (each.cores > 0 || each.gpus > 0 ? 1 : 0) + (each.memory_mib > 0 ? 1 : 0)),
      cores: sum((each) => each.cores),
      gpus: sum((each) => each.gpus),
      memory_mib: sum((each) => each.memory_mib),
      memory_left_out_mib: sum((each) => each.node.memory_mib - each.memory_mib),
      cpu_left_out_milli: sum((each) => each.node.cpu_milli - each.cores * 1000),
      pods: pods.length,
      pods_in_list: podList.pods.length,
      empty_pods,
      requests: Object.keys(requests).length,
      memory_rounding_mib,
      cpu_step_milli: steps.cpu_milli,
      gpu_step_milli: steps.gpu_milli,
    },
  };
}

/** The name alone, not the path: the file is the same wherever the trace lies. */
function sourceLine(what: string, { file, text }: { file: string; text: string }): string {
  return `${what}: ${basename(file)}, sha256 ${createHash('sha256').update(text).digest('hex')}`;
}

export interface Written extends Summary {
  readonly fabric_file: string;
  readonly requests_file: string;
}

export function convertFiles(options: { nodes: string; pods: string; first: number | null; out: string }): Written {
  const conversion = convert(readNodeList(options.nodes), readPodList(options.pods), options.first);
  const fabric_file = join(options.out, 'fabric.yaml');
  const requests_file = join(options.out, 'requests.json');
  try {
    mkdirSync(options.out, { recursive: true });
    writeFileSync(fabric_file, conversion.fabric);
    writeFileSync(requests_file, conversion.requests);
  } catch (error) {
    throw new Failure('output_unwritable', `cannot write into ${options.out}: ${(error as Error).message}`, {
      hint: 'Name a directory that can be written: --out DIR.',
      details: { out: options.out },
      cause: error,
    });
  }
  return { ...conversion.summary, fabric_file, requests_file };
}
