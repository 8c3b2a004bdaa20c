import * as abi from '../../../policy-assembly/abi/pool.ts';
import {
  POOL_REASONS,
  type PoolAllocation,
  type PoolBatch,
  type PoolDecision,
  type PoolExplanation,
  type PoolMoves,
  type PoolPart,
  type PoolReason,
  type PoolTuning,
  type PoolWhatIf,
  type StuckPart,
} from './answers.ts';

const HALF = 32;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function rowOf(view: DataView, base: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => view.getInt32(base + 4 * k, true));
}

function listOf<T>(count: number, each: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => each(index));
}

function devicesOf(view: DataView, base: number): number[] {
  const devices: number[] = [];
  for (const half of [0, 1]) {
    const bits = view.getUint32(base + 4 * half, true);
    for (let k = 0; k < HALF; k++) if ((bits >>> k) & 1) devices.push(HALF * half + k);
  }
  return devices;
}

function partAt(view: DataView, base: number, dims: number): PoolPart {
  return {
    module: view.getInt32(base + abi.PART_MODULE, true),
    devices: devicesOf(view, base + abi.PART_DEVICE_MASK),
    share: view.getInt32(base + abi.PART_SHARE, true),
    amount: rowOf(view, base + abi.PART_AMOUNT, dims),
    scores: {
      proximity: view.getInt32(base + abi.PART_PROXIMITY, true),
      fit: view.getInt32(base + abi.PART_FIT, true),
      cost: view.getInt32(base + abi.PART_COST, true),
      total: view.getInt32(base + abi.PART_TOTAL, true),
      raw: view.getInt32(base + abi.PART_RAW, true),
    },
  };
}

function partsAt(view: DataView, base: number, count: number, dims: number): PoolPart[] {
  return listOf(count, (index) => partAt(view, base + abi.PART_BYTES * index, dims));
}

function decisionAt(view: DataView, base: number, dims: number): PoolDecision {
  const allocation = view.getUint32(base + abi.DECISION_ALLOCATION, true);
  return {
    allocation: allocation === abi.ALLOCATION_NONE ? null : allocation,
    cost_micros_per_hour: view.getBigInt64(base + abi.DECISION_COST, true),
    parts: partsAt(view, base + abi.DECISION_BYTES, view.getInt32(base + abi.DECISION_PARTS, true), dims),
  };
}

function stuckAt(view: DataView, base: number, count: number): StuckPart[] {
  return listOf(count, (index) => {
    const offset = base + abi.STUCK_BYTES * index;
    return {
      allocation: view.getUint32(offset + abi.STUCK_ALLOCATION, true),
      part: view.getInt32(offset + abi.STUCK_PART, true),
      module: view.getInt32(offset + abi.STUCK_MODULE, true),
    };
  });
}

/** One PART: what resize and move answer. */
export function decodePart(output: Uint8Array, dims: number): PoolPart {
  return partAt(viewOf(output), 0, dims);
}

/** A DECISION with its PARTs. */
export function decodeDecision(output: Uint8Array, dims: number): PoolDecision {
  return decisionAt(viewOf(output), 0, dims);
}

export function decodeBatch(output: Uint8Array, dims: number): PoolBatch {
  const view = viewOf(output);
  const decisions: PoolDecision[] = [];
  let base = abi.BATCH_RESULT_BYTES;
  while (base < output.length) {
    const decision = decisionAt(view, base, dims);
    decisions.push(decision);
    base += abi.DECISION_BYTES + abi.PART_BYTES * decision.parts.length;
  }
  return {
    placed: view.getInt32(abi.BATCH_RESULT_PLACED, true),
    failed: view.getInt32(abi.BATCH_RESULT_FAILED, true),
    decisions,
  };
}

export function decodeExplanation(output: Uint8Array, dims: number): PoolExplanation {
  const view = viewOf(output);
  const rejected = rowOf(view, abi.EXPLANATION_REJECTED, abi.REASON_COUNT);
  return {
    considered: view.getInt32(abi.EXPLANATION_CONSIDERED, true),
    candidates: view.getInt32(abi.EXPLANATION_CANDIDATES, true),
    rejected: Object.fromEntries(POOL_REASONS.map((reason, index) => [reason, rejected[index] ?? 0])) as Record<
      PoolReason,
      number
    >,
    strategy: view.getInt32(abi.EXPLANATION_STRATEGY, true),
    largest_free: rowOf(view, abi.EXPLANATION_LARGEST, dims),
    largest_free_module: rowOf(view, abi.EXPLANATION_LARGEST_MODULE, dims),
    listed: listOf(view.getInt32(abi.EXPLANATION_LISTED, true), (index) => {
      const base = abi.EXPLANATION_BYTES + abi.CANDIDATE_BYTES * index;
      return {
        module: view.getInt32(base + abi.CANDIDATE_MODULE, true),
        proximity: view.getInt32(base + abi.CANDIDATE_PROXIMITY, true),
        fit: view.getInt32(base + abi.CANDIDATE_FIT, true),
        cost: view.getInt32(base + abi.CANDIDATE_COST, true),
        total: view.getInt32(base + abi.CANDIDATE_TOTAL, true),
        raw: view.getInt32(base + abi.CANDIDATE_RAW, true),
      };
    }),
  };
}

export function decodeAllocation(output: Uint8Array, dims: number): PoolAllocation {
  const view = viewOf(output);
  const requestBytes = view.getInt32(abi.ALLOCATION_REQUEST_BYTES, true);
  const partsFrom = abi.ALLOCATION_BYTES + requestBytes;
  return {
    allocation: view.getUint32(abi.ALLOCATION_HANDLE, true),
    request: output.slice(abi.ALLOCATION_BYTES, partsFrom),
    parts: partsAt(view, partsFrom, view.getInt32(abi.ALLOCATION_PARTS, true), dims),
  };
}

/** A plan of drain or rebalance. */
export function decodeMoves(output: Uint8Array): PoolMoves {
  const view = viewOf(output);
  const count = view.getInt32(abi.MOVES_COUNT, true);
  return {
    bytes: view.getBigInt64(abi.MOVES_BYTES_MOVED, true),
    waves: view.getInt32(abi.MOVES_WAVES, true),
    moves: listOf(count, (index) => {
      const base = abi.MOVES_BYTES + abi.MOVE_BYTES * index;
      return {
        allocation: view.getUint32(base + abi.MOVE_ALLOCATION, true),
        part: view.getInt32(base + abi.MOVE_PART, true),
        from: view.getInt32(base + abi.MOVE_FROM, true),
        to: view.getInt32(base + abi.MOVE_TO, true),
        devices: devicesOf(view, base + abi.MOVE_DEVICE_MASK),
        bytes: view.getBigInt64(base + abi.MOVE_BYTES_MOVED, true),
        gain: view.getBigInt64(base + abi.MOVE_GAIN, true),
        wave: view.getInt32(base + abi.MOVE_WAVE, true),
      };
    }),
    stuck: stuckAt(view, abi.MOVES_BYTES + abi.MOVE_BYTES * count, view.getInt32(abi.MOVES_STUCK, true)),
  };
}

export function decodeTuning(output: Uint8Array): PoolTuning {
  const view = viewOf(output);
  const wide = (offset: number) => Number(view.getBigInt64(offset, true));
  return {
    capacity: wide(abi.TUNED_CAPACITY),
    vector: view.getInt32(abi.TUNED_VECTOR, true),
    rollouts: view.getInt32(abi.TUNED_ROLLOUTS, true),
    used_at_capacity: listOf(abi.VECTOR_COUNT, (k) => wide(abi.TUNED_USED_AT_CAPACITY + 8 * k)),
    used: listOf(abi.VECTOR_COUNT, (k) => wide(abi.TUNED_USED + 8 * k)),
  };
}

export function decodeWhatIf(output: Uint8Array): PoolWhatIf {
  const view = viewOf(output);
  return {
    count: view.getBigInt64(abi.ANSWER_COUNT, true),
    module: view.getInt32(abi.ANSWER_MODULE, true),
    stuck: stuckAt(view, abi.ANSWER_BYTES, view.getInt32(abi.ANSWER_STUCK, true)),
  };
}
