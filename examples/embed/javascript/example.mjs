// A pool of two dimensions (CPU milli-cores, DRAM in GiB) on three modules; one request from host 0.
import * as abi from '../../../policy-assembly/headers/rah_policy.js';

/** The lines to print. */
export function example(policy) {
  policy.begin({
    dims: [
      { unitBytes: 0, medium: abi.RAH_MEDIUM_CPU, weight: 1, scale: 64000 },
      { unitBytes: 2 ** 30, medium: abi.RAH_MEDIUM_DRAM, weight: 1, scale: 512 },
    ],
    classes: [{ cost: [10, 4000] }, { cost: [8, 3000] }],
    zones: [
      { rack: 0, pod: 0 },
      { rack: 0, pod: 0 },
      { rack: 1, pod: 0 },
    ],
    hosts: [{ zone: 0, latencyNs: [100, 250, 400, 900], bandwidthMbps: [63000, 63000, 32000, 8000] }],
    modules: 3,
    allocations: 16,
  });
  policy.add([
    { class: 0, zone: 0, capacity: [64000, 512] },
    { class: 1, zone: 1, capacity: [32000, 256] },
    { class: 1, zone: 2, capacity: [16000, 128] },
  ]);
  const { allocation, costMicrosPerHour, parts } = policy.place({
    host: 0,
    amount: [8000, 64],
    strategy: abi.RAH_STRATEGY_BEST_FIT,
  });
  const lines = parts.map(
    ({ module, proximity, fit, cost, total }) =>
      `module ${module}: proximity ${proximity}, fit ${fit}, cost ${cost}, total ${total}`,
  );
  return [...lines, `allocation ${allocation}: ${costMicrosPerHour} micros per hour, state hash ${policy.hash()}`];
}
