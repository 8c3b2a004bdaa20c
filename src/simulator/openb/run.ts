import { STATUS_OK } from '../../../policy-assembly/abi/abi.ts';
import { DECISION_PARTS } from '../../../policy-assembly/abi/pool.ts';
import { RahError } from '../../errors/rah-error.ts';
import type { PoolCall, PoolMachine } from '../../policy/pool/machine.ts';
import type { Arrivals } from './arrivals.ts';
import type { Cluster } from './cluster.ts';
import { type Demand, gpuDemand } from './demand.ts';
import type { Policy } from './policies.ts';
import type { FrequentPod } from './profile.ts';

/** Everything that is the same for all seeds. */
export interface Scene {
  readonly machine: PoolMachine;
  readonly cluster: Cluster;
  readonly demand: Demand;
  readonly profile: readonly FrequentPod[];
  readonly policy: Policy;
  /** Milliseconds of any clock that never goes back. */
  now(): number;
}

/** GPU milli in use when the demand that arrived reached 100 % and 130 % of the capacity. */
export interface RunResult {
  readonly used_at_100: number;
  readonly used_at_130: number;
  readonly decisions: number;
  /** Spent deciding. */
  readonly ms: number;
}

/** Calls the core; what it refuses is a defect of ours, not of the lists. */
export function ask(machine: PoolMachine, name: PoolCall, input?: Uint8Array): Uint8Array {
  const { status, detail, output } = machine.call(name, input === undefined ? [] : [input.length], input);
  if (status !== STATUS_OK) {
    throw new RahError('policy_refused', `${name}: the policy core answered status ${status}, record ${detail}`, {
      hint: 'This is a defect in rah: report the command with its lists.',
    });
  }
  return output;
}

/** An empty pool of the nodes in the run's order. */
export function beginPool({ machine, cluster, profile }: Scene, { types, nodeOrder }: Arrivals): void {
  ask(machine, 'rah_pool_begin', cluster.begin(Math.max(1, types.length)));
  ask(machine, 'rah_pool_add', cluster.add(nodeOrder));
  ask(machine, 'rah_pool_profile', cluster.profile(profile));
}

/** The published protocol: pods one by one, never deleted; what does not fit is dropped. */
export function runOnline(scene: Scene, arrivals: Arrivals): RunResult {
  const { machine, cluster, demand, policy } = scene;
  beginPool(scene, arrivals);
  if (policy.tuned) ask(machine, 'rah_pool_tune');
  const requests = demand.types.map((type) => cluster.request(type, policy));
  const wants = demand.types.map(gpuDemand);
  let [arrived, used, used_at_100, decisions] = [0, 0, -1, 0];
  const started = scene.now();
  for (const type of arrivals.types) {
    const request = requests[type] as Uint8Array | null;
    const want = wants[type] as number;
    if (request !== null) {
      decisions += 1;
      if (isPlaced(ask(machine, 'rah_pool_place', request))) used += want;
    }
    arrived += want;
    if (used_at_100 < 0 && arrived >= cluster.capacity) used_at_100 = used;
  }
  const ms = scene.now() - started;
  return { used_at_100: used_at_100 < 0 ? used : used_at_100, used_at_130: used, decisions, ms };
}

function isPlaced(decision: Uint8Array): boolean {
  return new DataView(decision.buffer, decision.byteOffset).getInt32(DECISION_PARTS, true) > 0;
}
