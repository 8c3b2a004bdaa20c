import type { PoolMachine } from '../../policy/pool/machine.ts';
import { arrivalsOf } from './arrivals.ts';
import { Cluster } from './cluster.ts';
import { demandOf } from './demand.ts';
import { runJoint } from './joint.ts';
import type { NodeList } from './node-list.ts';
import type { PodList } from './pod-list.ts';
import type { Policy } from './policies.ts';
import { profileOf } from './profile.ts';
import { type RunResult, runOnline, type Scene } from './run.ts';

export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface SimulationResult {
  readonly workload: string;
  readonly policy: string;
  readonly seeds: readonly number[];
  readonly gpu_allocated_pct_at_100: Spread;
  readonly gpu_allocated_pct_at_130: Spread;
  readonly decisions_per_second: number;
}

export interface Simulation {
  readonly nodes: NodeList;
  readonly pods: PodList;
  readonly policy: Policy;
  readonly seeds: readonly number[];
  /** Whether all pods are known at once instead of coming one by one. */
  readonly joint: boolean;
  readonly machine: PoolMachine;
  /** Milliseconds of any clock that never goes back. */
  now(): number;
  /** Told after each seed, with the share in use at 100 %. */
  onSeed?(seed: number, pctAt100: number): void;
}

/** The published protocol of "Beware of Fragmentation" (ATC'23), once per seed; what is the same in, is the same out. */
export function simulateOpenb(simulation: Simulation): SimulationResult {
  const { nodes, pods, policy, seeds, joint, machine, now, onSeed } = simulation;
  const cluster = new Cluster(nodes);
  const demand = demandOf(pods);
  const scene: Scene = { machine, cluster, demand, profile: profileOf(demand), policy, now };
  const pct = (milli: number) => (100 * milli) / cluster.capacity;
  const results = seeds.map((seed) => {
    const arrivals = arrivalsOf(demand, cluster.nodes.length, cluster.capacity, seed);
    const result = (joint ? runJoint : runOnline)(scene, arrivals);
    onSeed?.(seed, pct(result.used_at_100));
    return result;
  });
  const sum = (of: (result: RunResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    workload: workloadOf(pods.file),
    policy: policy.name,
    seeds,
    gpu_allocated_pct_at_100: spread(results.map(({ used_at_100 }) => pct(used_at_100))),
    gpu_allocated_pct_at_130: spread(results.map(({ used_at_130 }) => pct(used_at_130))),
    decisions_per_second: Math.round(
      (1000 * sum(({ decisions }) => decisions)) /
        Math.max(
          1,
          sum(({ ms }) => ms),
        ),
    ),
  };
}

/** `default` for openb_pod_list_default.csv. */
export function workloadOf(file: string): string {
  return file
    .replace(/^.*[\\/]/, '')
    .replace(/^openb_pod_list_/, '')
    .replace(/\.csv$/, '');
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean: rounded(mean), min: rounded(Math.min(...values)), max: rounded(Math.max(...values)) };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
