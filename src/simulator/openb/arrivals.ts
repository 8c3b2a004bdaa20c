import { type Demand, gpuDemand, type PodType } from './demand.ts';
import { Random } from './random.ts';

/** Where arrived demand is measured a second time, and ends: this many hundredths of the capacity. */
export const ARRIVED_PCT = 130;

/** One run's share of chance: in which order pods arrive, and in which order nodes stand. */
export interface Arrivals {
  /** Types of the pods, in the order they come. */
  readonly types: Uint32Array;
  /** Position → node of the list. Ties go to the lowest position. */
  readonly nodeOrder: Uint32Array;
}

/**
 * All pods once, shuffled, then pods drawn with replacement, until the GPU milli that arrived reach 130 % of `capacity`.
 * A list without GPU pods would never get there: its pods arrive once.
 */
export function arrivalsOf(demand: Demand, nodes: number, capacity: number, seed: number): Arrivals {
  const random = new Random(seed);
  const shuffled = random.shuffle([...demand.pods]);
  const wants = demand.types.map((type: PodType) => gpuDemand(type));
  const endless = shuffled.some((type) => (wants[type] as number) > 0);
  const types: number[] = [];
  let arrived = 0;
  while (arrived * 100 < capacity * ARRIVED_PCT) {
    if (types.length >= shuffled.length && !endless) break;
    const type = (
      types.length < shuffled.length ? shuffled[types.length] : demand.pods[random.below(demand.pods.length)]
    ) as number;
    types.push(type);
    arrived += wants[type] as number;
  }
  const nodeOrder = random.shuffle(Array.from({ length: nodes }, (_, i) => i));
  return { types: Uint32Array.from(types), nodeOrder: Uint32Array.from(nodeOrder) };
}
