/** What the pool answers, decoded. Rows by dimension; codes as in policy-assembly/abi unless named. */

export interface PoolScores {
  /** 0..10000 each. */
  readonly proximity: number;
  readonly fit: number;
  readonly cost: number;
  readonly total: number;
  /** What the strategy said, 0..2^27. */
  readonly raw: number;
}

export interface PoolPart {
  readonly module: number;
  /** Device indices, ascending. */
  readonly devices: readonly number[];
  /** Milli of each device. */
  readonly share: number;
  readonly amount: readonly number[];
  /** All 0 where nothing was scored. */
  readonly scores: PoolScores;
}

export interface PoolDecision {
  /** Handle; null where nothing was taken. */
  readonly allocation: number | null;
  readonly cost_micros_per_hour: bigint;
  /** None when nothing fits. */
  readonly parts: readonly PoolPart[];
}

export const POOL_REASONS = [
  'state',
  'health',
  'not_listed',
  'labels',
  'unreachable',
  'latency',
  'bandwidth',
  'affinity',
  'anti_affinity',
  'exclusive',
  'unit',
  'devices',
  'capacity',
] as const;

export type PoolReason = (typeof POOL_REASONS)[number];

export interface PoolCandidate extends PoolScores {
  readonly module: number;
}

export interface PoolExplanation {
  readonly considered: number;
  readonly candidates: number;
  /** How many modules failed at each reason, under the first that applies. */
  readonly rejected: Readonly<Record<PoolReason, number>>;
  /** STRATEGY_* that decided. */
  readonly strategy: number;
  /** By dimension: the largest free where everything but the size would do, and the module (-1 = none). */
  readonly largest_free: readonly number[];
  readonly largest_free_module: readonly number[];
  /** Best first, at most 16. */
  readonly listed: readonly PoolCandidate[];
}

export interface PoolBatch {
  readonly placed: number;
  /** The first request that could not be placed, -1 = none. */
  readonly failed: number;
  readonly decisions: readonly PoolDecision[];
}

export interface PoolAllocation {
  readonly allocation: number;
  /** The REQUEST record it was placed by. */
  readonly request: Uint8Array;
  readonly parts: readonly PoolPart[];
}

export interface PoolMove {
  readonly allocation: number;
  readonly part: number;
  readonly from: number;
  readonly to: number;
  /** Device indices at the target. */
  readonly devices: readonly number[];
  readonly bytes: bigint;
  readonly gain: bigint;
  /** Moves of one wave run at the same time. */
  readonly wave: number;
}

export interface StuckPart {
  readonly allocation: number;
  readonly part: number;
  readonly module: number;
}

export interface PoolMoves {
  readonly bytes: bigint;
  readonly waves: number;
  readonly moves: readonly PoolMove[];
  readonly stuck: readonly StuckPart[];
}

/** What `tune` learned and by what it chose. Milli of devices, over all rollouts on a small likeness of the pool. */
export interface PoolTuning {
  /** Milli of the likeness; 0 = nothing was tried: the profile or the pool has no devices. */
  readonly capacity: number;
  /** Index of the chosen weights; 0 = plain fgd. */
  readonly vector: number;
  readonly rollouts: number;
  /** By vector: in use when all of the capacity had been asked for, and in the end. */
  readonly used_at_capacity: readonly number[];
  readonly used: readonly number[];
}

export interface PoolWhatIf {
  readonly count: bigint;
  /** -1 = none. */
  readonly module: number;
  readonly stuck: readonly StuckPart[];
}
