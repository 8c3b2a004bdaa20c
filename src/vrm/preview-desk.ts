import { createHash } from 'node:crypto';
import { isRahError, RahError } from '../errors/rah-error.ts';
import type { Allocation } from '../model/allocation.ts';
import { canonicalJson } from '../model/canonical.ts';
import { extentsOn, intersect, subtract } from '../model/extent.ts';
import type { Placement } from '../model/placement.ts';
import {
  type PlannedSlice,
  type PlanRun,
  type Preview,
  type PreviewSubject,
  runKey,
  type WantedSlice,
} from '../model/plan.ts';
import { planJointly } from '../planner/joint.ts';
import type { Journal } from '../planner/journal.ts';
import { checkReferences } from '../planner/references.ts';
import { PolicyError } from '../policy/core.ts';
import type { Ledger, LedgerEntry } from '../store/store.ts';
import { claimExactly } from './exact-claim.ts';
import type { FabricState } from './state.ts';
import { currentSlices } from './subject.ts';
import { freeExtents } from './usage.ts';
import { takenAlong } from './vm-host.ts';

const KEPT_PER_SUBJECT = 8;
const KEPT_MS = 14 * 24 * 3600 * 1000;

/** What the ledger keeps of a preview. */
interface PreviewRecord {
  readonly preview: Preview;
  /** Where the preview wants each VM to live. */
  readonly hosts: Readonly<Record<string, string>>;
}

export function subjectKey(subject: PreviewSubject): string {
  return subject.type === 'allocation' ? `allocation:${subject.id}` : `${subject.type}:${subject.name}`;
}

/** The order of keys is no difference. */
export function digestOf(wanted: readonly WantedSlice[]): string {
  const sorted = [...wanted].sort((a, b) => (a.key < b.key ? -1 : 1));
  return createHash('sha256').update(canonicalJson(sorted)).digest('hex');
}

export function hostsOf(wanted: readonly WantedSlice[]): Set<string> {
  return new Set(wanted.map(({ request }) => request.host));
}

export interface FreshOptions {
  /** What the slices continue; by the subject when left out. */
  readonly current?: ReadonlyMap<string, Allocation>;
  /** Ids of allocations that count as released already. */
  readonly without?: readonly string[];
}

/** Decides on the state as it is, beside what other changes of the same run were shown. Changes nothing. */
export function decideFresh(
  state: FabricState,
  subject: PreviewSubject,
  wanted: readonly WantedSlice[],
  others: readonly LedgerEntry[],
  options: FreshOptions = {},
): Preview {
  const current = options.current ?? currentSlices(state, subject, wanted);
  const elsewhere = wantedHosts(others);
  checkReferences(state.scenery(), wanted);
  return state.tryOut(hostsOf(wanted), (journal) => {
    for (const { id, placement } of state.allocationsOf(options.without ?? [])) {
      if (![...current.values()].some((own) => own.id === id)) journal.release(placement.segments);
    }
    claimShown(state, journal, others);
    const plan = beside(others, () => planJointly(journal, current, wanted));
    const claimants = wanted.map(({ key, request }) => ({ request, continues: current.get(key) ?? null }));
    takenAlong(state, journal.landscape, claimants, new Set(plan.released), elsewhere);
    return { revision: state.revision, slices: plan.slices, released: plan.released };
  });
}

/** Room that only other previews of the same plan have taken is free for everybody else to see: say so. */
function beside<T>(others: readonly LedgerEntry[], decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!isRahError(error) || error.code !== 'unplaceable' || others.length === 0) throw error;
    const subjects = others.map(({ subject }) => subject.replace(':', ' ')).slice(0, 3);
    const more = others.length > subjects.length ? ` and ${others.length - subjects.length} more` : '';
    const message = `${error.message} What this plan gives to ${subjects.join(', ')}${more} counts as taken.`;
    const { details, hint, path } = error;
    throw new RahError('unplaceable', message, { details, hint, ...(path === null ? {} : { path }) });
  }
}

/** The answer of a preview inside a run; an error when what was shown no longer fits. Writes to the ledger only. */
export function previewInRun(
  state: FabricState,
  ledger: Ledger,
  subject: PreviewSubject,
  wanted: readonly WantedSlice[],
  run: PlanRun,
  now: number,
): Preview | RahError {
  const key = subjectKey(subject);
  const digest = digestOf(wanted);
  const entry = recalled(ledger, subject, key, digest, run);
  if (entry !== null) {
    const { preview } = entry.body as PreviewRecord;
    const error = noLongerFits(state, subject, wanted, preview.slices);
    if (error === null) return preview;
    // It stays: the same saved plan, applied again, is to get the same answer.
    if (!run.many_plans) return error;
    ledger.remove(entry.seq);
  }
  const others = shownToOthers(ledger, run, key);
  const preview = decideFresh(state, subject, wanted, others);
  // A slice that has to move is replaced: released first, then made by a create that decides for itself. To hold its new
  // place for the old one would stand in that create's way.
  if (subject.type === 'allocation' && preview.slices.some(({ action }) => action === 'move')) return preview;
  const hosts = Object.fromEntries(wanted.map(({ request }) => [request.vm, request.host]));
  const body: PreviewRecord = { preview, hosts };
  ledger.add({ owner: run.owner, subject: key, run: runKey(run), digest, made_at: now, body });
  ledger.trim(run.owner, key, KEPT_PER_SUBJECT, now - KEPT_MS);
  return preview;
}

/** Newest unconsumed previews of the other subjects of the same run. */
export function shownToOthers(ledger: Ledger, run: PlanRun, except: string): LedgerEntry[] {
  const newest = new Map<string, LedgerEntry>();
  for (const entry of entriesOf(ledger, run)) newest.set(entry.subject, entry);
  newest.delete(except);
  return [...newest.values()];
}

/** All placements that the owner was shown for these subjects. */
export function shownFor(ledger: Ledger, owner: string, subjects: readonly string[]): Placement[] {
  const entries = subjects.flatMap((subject) => ledger.ofSubject(owner, subject));
  return entries.flatMap(({ body }) => (body as PreviewRecord).preview.slices.map(({ placement }) => placement));
}

/**
 * Oldest first. Applying a saved plan happens in a later process: what the process that made the plan was shown counts,
 * and what is decided only now because it could not be then.
 */
function entriesOf(ledger: Ledger, run: PlanRun): LedgerEntry[] {
  const own = runKey(run);
  const planned = run.recall && (ledger.latest(run.owner, run.recall.before_ms, run.plan_id)?.run ?? null);
  const earlier = planned === null || planned === own ? [] : ledger.ofRun(run.owner, planned);
  return [...earlier, ...ledger.ofRun(run.owner, own)];
}

function recalled(
  ledger: Ledger,
  subject: PreviewSubject,
  key: string,
  digest: string,
  run: PlanRun,
): LedgerEntry | null {
  // Terraform itself keeps what a data source answered; it asks again only when it wants a new answer.
  if (subject.type === 'placement') return null;
  const entries = ledger.ofSubject(run.owner, key).filter((entry) => entry.digest === digest);
  const own = runKey(run);
  const same = entries.find((entry) => entry.run === own);
  const { recall, plan_id } = run;
  if (same !== undefined || recall === null) return same ?? null;
  const ofPlan = plan_id === null ? [] : entries.filter((entry) => entry.run.endsWith(`@${plan_id}`));
  const candidates = ofPlan.length > 0 ? ofPlan : entries;
  return candidates.find(({ made_at }) => made_at <= recall.before_ms) ?? candidates[0] ?? null;
}

function noLongerFits(
  state: FabricState,
  subject: PreviewSubject,
  wanted: readonly WantedSlice[],
  slices: readonly PlannedSlice[],
): RahError | null {
  try {
    const current = currentSlices(state, subject, wanted);
    state.tryOut(hostsOf(wanted), (journal) => claimExactly(state, journal, current, wanted, slices));
    return null;
  } catch (error) {
    if (!isRahError(error) || error.code !== 'slice_taken') throw error;
    return new RahError('stale_preview', error.message, {
      details: error.details,
      ...(error.path ? { path: error.path } : {}),
    });
  }
}

/** Takes what other changes of the run were shown, as far as it is free, so that nothing is shown twice. */
export function claimShown(state: FabricState, journal: Journal, entries: readonly LedgerEntry[]): void {
  for (const entry of entries) {
    for (const { allocation, placement } of (entry.body as PreviewRecord).preview.slices) {
      const own = allocation === null ? undefined : state.allocation(allocation);
      for (const { drm, medium, extents } of placement.segments) {
        const rest = subtract(extents, extentsOn(own?.placement.segments ?? [], drm, medium));
        if (claimIfFree(journal, drm, medium, rest)) continue;
        // Part of it is held still, perhaps by what the same change releases: the free parts are spoken for all the same.
        const offer = journal.landscape.offer(drm, medium);
        const free = offer === undefined ? [] : intersect(rest, freeExtents(state, drm, offer));
        for (const piece of free) claimIfFree(journal, drm, medium, [piece]);
      }
    }
  }
}

function claimIfFree(
  journal: Journal,
  drm: string,
  medium: Allocation['request']['medium'],
  extents: PlannedExtents,
): boolean {
  try {
    if (journal.landscape.offer(drm, medium) !== undefined) {
      journal.claimOn(journal.landscape.index(drm, medium), extents);
    }
    return true;
  } catch (error) {
    // Taken by what was applied already, or stale: that will show when it is applied.
    if (!(error instanceof PolicyError)) throw error;
    return false;
  }
}

type PlannedExtents = PlannedSlice['placement']['segments'][number]['extents'];

function wantedHosts(entries: readonly LedgerEntry[]): Map<string, { host: string; by: string }> {
  const hosts = new Map<string, { host: string; by: string }>();
  for (const entry of entries) {
    for (const [vm, host] of Object.entries((entry.body as PreviewRecord).hosts)) {
      hosts.set(vm, { host, by: entry.subject });
    }
  }
  return hosts;
}
