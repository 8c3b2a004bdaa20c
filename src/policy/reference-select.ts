import { PROXIMITY_HALF_NS, SCORE_MAX } from '../../policy-assembly/abi/abi.ts';
import { REJECTION_REASONS, type RejectionReason, type StageScores } from '../model/placement.ts';
import { type Decision, type PolicyHost, type PolicyModule, type PolicyRequest, UNREACHABLE_NS } from './core.ts';
import type { FreeSpace } from './reference-free-space.ts';

export interface ModuleState extends Omit<PolicyModule, 'schedulable'> {
  readonly index: number;
  /** The least cost among all modules of this medium. */
  readonly minCost: number;
  readonly space: FreeSpace;
  schedulable: boolean;
}

/** What one chosen module contributes, base units. */
export interface Piece {
  readonly module: ModuleState;
  readonly amount: number;
  readonly scores: StageScores;
}

/** The first filter that the module does not pass, capacity aside; null when it passes all. */
function rejection(module: ModuleState, host: PolicyHost, request: PolicyRequest): RejectionReason | null {
  const latency = host.latency_ns[module.index] as number;
  const bandwidth = host.bandwidth_mbps[module.index] as number;
  if (module.medium !== request.medium) return 'medium';
  if (request.only.length > 0 && !request.only.includes(module.index)) return 'not_listed';
  if (!module.schedulable) return 'state';
  if (!request.labels.every((label) => module.labels.includes(label))) return 'labels';
  if (request.not_labels.some((label) => module.labels.includes(label))) return 'labels';
  if (latency === UNREACHABLE_NS) return 'unreachable';
  if (request.max_latency_ns > 0 && latency > request.max_latency_ns) return 'latency';
  if (request.min_bandwidth_mbps > 0 && bandwidth < request.min_bandwidth_mbps) return 'bandwidth';
  return null;
}

/** What one module is asked for; null when the amount does not divide by the ways. */
function wantedFrom(request: PolicyRequest): number | null {
  const ways = request.interleave_ways;
  return request.size.amount % ways === 0 ? request.size.amount / ways : null;
}

/** What one module could take of a linear medium: all its free space, or one extent with interleaving. */
function largestTake(module: ModuleState, request: PolicyRequest): number {
  const lengths = module.space.alignedParts(alignmentOf(request)).map(({ length }) => length);
  return request.interleave_ways === 1 ? lengths.reduce((sum, length) => sum + length, 0) : Math.max(0, ...lengths);
}

function alignmentOf(request: PolicyRequest): number {
  return Math.max(1, request.alignment ?? 0);
}

/** What pieces of a spanned module are multiples of: step and alignment. */
function unitOf({ step }: ModuleState, request: PolicyRequest): number {
  const alignment = alignmentOf(request);
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  return (step / common(step, alignment)) * alignment;
}

function hasCapacity(module: ModuleState, request: PolicyRequest): boolean {
  const { size } = request;
  const wanted = wantedFrom(request);
  if (module.device > 0) {
    const share = size.devices === 0 ? 0 : size.share;
    if (share % module.step !== 0 || size.remainder % module.step !== 0) return false;
    // Give the tightest devices to the shares; what is left is the best there is for the remainder.
    const descending = module.space.deviceFrees().toSorted((a, b) => b - a);
    const able = descending.filter((free) => free >= share);
    const tightest = able.splice(able.length - size.devices, size.devices);
    if (tightest.length < size.devices) return false;
    const others = [...able, ...descending.filter((free) => free < share)];
    return size.remainder === 0 || others.some((free) => free >= size.remainder);
  }
  if (wanted === null || wanted % module.step !== 0 || wanted % alignmentOf(request) !== 0) return false;
  return largestTake(module, request) >= wanted;
}

/** Scores of taking `piece` base units from the module. */
function scoresOf(module: ModuleState, host: PolicyHost, request: PolicyRequest, piece: number): StageScores {
  const top = BigInt(SCORE_MAX);
  const latency = host.latency_ns[module.index] as number;
  const left = BigInt(module.space.free() - piece);
  const proximity = Math.floor((SCORE_MAX * PROXIMITY_HALF_NS) / (PROXIMITY_HALF_NS + latency));
  const utilization = Number(top - (top * left) / BigInt(module.capacity));
  const cost = Math.floor((SCORE_MAX * (module.minCost + 1)) / (module.cost_per_unit_hour_micros + 1));
  const { weights } = request;
  const sum = weights.proximity * proximity + weights.utilization * utilization + weights.cost * cost;
  const total = Math.floor(sum / (weights.proximity + weights.utilization + weights.cost));
  return { proximity, utilization, cost, total };
}

function byScore(a: Piece, b: Piece): number {
  return b.scores.total - a.scores.total || a.module.index - b.module.index;
}

/** Pieces over several modules, largest first, the last one by score; empty when `max_drms` modules are not enough. */
function spanned(contributors: readonly Contributor[], host: PolicyHost, request: PolicyRequest): Piece[] {
  const pieces: Piece[] = [];
  const unused = contributors.toSorted((a, b) => b.usable - a.usable || a.module.index - b.module.index);
  let rest = request.size.amount;
  while (pieces.length < request.max_drms) {
    const lasts = unused
      .filter(({ module, usable }) => usable >= rest && rest % unitOf(module, request) === 0)
      .map(({ module }) => ({ module, amount: rest, scores: scoresOf(module, host, request, rest) }));
    const last = lasts.toSorted(byScore)[0];
    if (last !== undefined) return [...pieces, last];
    const next = unused.shift();
    if (next === undefined) return [];
    const bounded = Math.min(next.usable, rest);
    const amount = bounded - (bounded % unitOf(next.module, request));
    if (amount === 0) continue;
    pieces.push({ module: next.module, amount, scores: scoresOf(next.module, host, request, amount) });
    rest -= amount;
  }
  return [];
}

interface Contributor {
  readonly module: ModuleState;
  /** Free (aligned) amount rounded down to the module's step and the alignment. */
  readonly usable: number;
}

/** Decides on a valid request; `pieces` is what is to be taken. */
export function decide(
  modules: readonly ModuleState[],
  host: PolicyHost,
  request: PolicyRequest,
): Omit<Decision, 'chosen'> & { readonly pieces: readonly Piece[] } {
  const rejected = Object.fromEntries(REJECTION_REASONS.map((reason) => [reason, 0])) as Record<
    RejectionReason,
    number
  >;
  const eligible: ModuleState[] = [];
  for (const module of modules) {
    const reason = rejection(module, host, request);
    if (reason === null) eligible.push(module);
    else rejected[reason]++;
  }

  const ways = request.interleave_ways;
  const takes = eligible.map((module) => largestTake(module, request));
  const largest_free = Math.max(0, ...takes);
  const largest_free_module = largest_free === 0 ? -1 : (eligible[takes.indexOf(largest_free)]?.index ?? -1);

  const wanted = wantedFrom(request) ?? 0;
  const feasible = eligible.filter((module) => hasCapacity(module, request));
  const ranking = feasible
    .map((module) => ({ module, amount: wanted, scores: scoresOf(module, host, request, wanted) }))
    .toSorted(byScore);
  let candidates = ranking.length;
  let pieces: readonly Piece[] = ranking.length >= ways ? ranking.slice(0, ways) : [];
  const runnerUp = pieces.length > 0 ? ranking[ways] : undefined;

  if (candidates === 0 && request.max_drms > 1 && ways === 1) {
    const contributors = eligible
      .map((module) => {
        const free = largestTake(module, request);
        return { module, usable: free - (free % unitOf(module, request)) };
      })
      .filter(({ usable }) => usable > 0);
    candidates = contributors.length;
    pieces = spanned(contributors, host, request);
  }
  rejected.capacity = eligible.length - candidates;
  return {
    pieces,
    considered: modules.length,
    candidates,
    rejected,
    runner_up: runnerUp?.module.index ?? -1,
    runner_up_scores: runnerUp?.scores ?? null,
    largest_free,
    largest_free_module,
  };
}
