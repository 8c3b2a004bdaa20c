import { createHash } from 'node:crypto';
import { checkSnapshot } from '../checker/check.ts';
import type { Snapshot } from '../checker/snapshot.ts';
import { RahError } from '../errors/rah-error.ts';
import { didYouMean } from '../errors/suggestion.ts';
import type { Allocation, Composition } from '../model/allocation.ts';
import type { ApplyAllocation, ApplyComposition } from '../model/change.ts';
import type { CheckReport, Violation } from '../model/check-report.ts';
import type { Clock, IdSource } from '../model/clock.ts';
import { DRM_STATES, type Drm } from '../model/fabric.ts';
import { readInventory } from '../model/inventory.ts';
import type { PlanRun, Preview, PreviewSubject, WantedSlice } from '../model/plan.ts';
import type { AllocationView, CompositionView, DrmView, FabricInfo, FabricView } from '../model/view.ts';
import { concernsOf } from '../planner/concerns.ts';
import { type PolicyCore, PolicyError } from '../policy/core.ts';
import type { Seen, Store, Writer } from '../store/store.ts';
import { findLeftBehind, type Liveness, lostBy } from './adoption.ts';
import { applyAllocation, applyComposition, belongsTo } from './apply.ts';
import { Draft } from './draft.ts';
import type { InventorySource } from './inventory-source.ts';
import { syncInventory, writeLost } from './inventory-sync.ts';
import { Lock } from './lock.ts';
import { decideFresh, previewInRun, shownToOthers, subjectKey } from './preview-desk.ts';
import { FabricState } from './state.ts';
import { allocationView, compositionView, drmView, drmViews, fabricView } from './usage.ts';

/** How long reads and opening wait for other processes. */
const PATIENCE_MS = 30_000;

export interface VrmOptions {
  readonly store: Store;
  /** For this VRM alone: it holds what is taken. */
  readonly policy: PolicyCore;
  readonly inventory: InventorySource;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly isAlive: Liveness;
}

/** The virtual resource manager: the only place where the state of a fabric changes. */
export class Vrm {
  readonly #options: VrmOptions;
  readonly #store: Store;
  readonly #state: FabricState;
  /** The state follows the store step by step, so operations of one process take turns. */
  readonly #lock = new Lock();
  /** Stamp of the inventory that the records are known to follow. */
  #followed: string | null = null;
  /** Why the inventory as it now is contradicts what is allocated; null when it does not. */
  #problem: RahError | null = null;

  private constructor(options: VrmOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#state = new FabricState(options.policy);
  }

  static async open(options: VrmOptions): Promise<Vrm> {
    const vrm = new Vrm(options);
    await vrm.#read(() => undefined);
    return vrm;
  }

  async info(): Promise<FabricInfo> {
    return this.#read(({ topology, revision }) => ({ uid: this.#store.uid, name: topology.name, revision }));
  }

  async view(): Promise<FabricView> {
    return this.#read((state) => fabricView(state, this.#store.uid));
  }

  async drms(): Promise<readonly DrmView[]> {
    return this.#read(drmViews);
  }

  async allocation(idOrName: string, options: { acknowledge?: boolean } = {}): Promise<AllocationView | null> {
    const find = (state: FabricState): AllocationView | null =>
      allocationView(state, idOrName) ?? allocationView(state, state.byName.get(idOrName) ?? '');
    const found = await this.#read(find);
    if (found === null || found.acknowledged || options.acknowledge !== true) return found;
    await this.#change(PATIENCE_MS, (draft) => {
      const now = draft.allocation(found.id);
      if (now !== null && !now.acknowledged) draft.acknowledgeAllocation(now);
    });
    return this.#read(find);
  }

  async composition(name: string, options: { acknowledge?: boolean } = {}): Promise<CompositionView | null> {
    const find = (state: FabricState): CompositionView | null => compositionView(state, name);
    const found = await this.#read(find);
    if (found === null || options.acknowledge !== true) return found;
    const members = Object.values(found.allocations);
    if (found.acknowledged && members.every(({ acknowledged }) => acknowledged)) return found;
    await this.#change(PATIENCE_MS, (draft) => {
      const now = draft.state.compositions.get(name)?.body;
      if (now === undefined) return;
      if (!now.acknowledged) draft.acknowledgeComposition(now);
      for (const id of Object.values(now.members)) {
        const member = draft.allocation(id);
        if (member !== null && !member.acknowledged) draft.acknowledgeAllocation(member);
      }
    });
    return this.#read(find);
  }

  async acknowledgeAll(instance: string): Promise<void> {
    const open = await this.#read((state) => unacknowledgedOf(state, instance));
    if (open.allocations.length + open.compositions.length === 0) return;
    await this.#change(PATIENCE_MS, (draft) => {
      const { allocations, compositions } = unacknowledgedOf(draft.state, instance);
      for (const allocation of allocations) draft.acknowledgeAllocation(allocation);
      for (const composition of compositions) draft.acknowledgeComposition(composition);
    });
  }

  async disown(owner: string, isKept: (id: string) => boolean): Promise<void> {
    const { isAlive } = this.#options;
    if ((await this.#read((state) => lostBy(state, owner, isKept, isAlive))).length === 0) return;
    await this.#change(PATIENCE_MS, (draft) => {
      for (const allocation of lostBy(draft.state, owner, isKept, isAlive)) {
        draft.acknowledgeAllocation(allocation, false);
        const composition = draft.state.compositions.get(allocation.composition ?? '')?.body;
        if (composition?.acknowledged) draft.acknowledgeComposition(composition, false);
      }
    });
  }

  async inventoryProblem(): Promise<RahError | null> {
    return this.#read(() => this.#problem);
  }

  async preview(
    subject: PreviewSubject,
    wanted: readonly WantedSlice[],
    run: PlanRun | null,
    without: readonly string[] = [],
  ): Promise<Preview> {
    if (run === null) {
      return this.#read((state) => this.#strictly(() => decideFresh(state, subject, wanted, [], { without })));
    }
    const answer = await this.#decide(PATIENCE_MS, (draft) => {
      if (subject.type === 'allocation' && subject.id === null) return this.#feasible(draft, wanted, run, without);
      if (subject.type === 'allocation' && subject.id !== null) acknowledgeById(draft, subject.id);
      const { state, writer } = draft;
      if (without.length > 0) {
        // What rests on releases that are only planned is no promise, and so not recorded as one.
        const others = shownToOthers(writer.ledger, run, subjectKey(subject));
        return decideFresh(state, subject, wanted, others, { without });
      }
      return previewInRun(state, writer.ledger, subject, wanted, run, this.#options.clock.now());
    });
    if (answer instanceof RahError) throw answer;
    return answer;
  }

  async applyAllocation(input: ApplyAllocation, within_ms: number): Promise<AllocationView> {
    const id = await this.#decide(within_ms, (draft) => {
      const applied = applyAllocation(draft, input, this.#options);
      if (input.run !== null)
        draft.writer.ledger.consume(input.run.owner, subjectKey({ type: 'allocation', id: applied }));
      return applied;
    });
    return allocationView(this.#state, id) as AllocationView;
  }

  async applyComposition(input: ApplyComposition, within_ms: number): Promise<CompositionView> {
    await this.#decide(within_ms, (draft) => {
      applyComposition(draft, input, this.#options);
      if (input.run !== null) {
        draft.writer.ledger.consume(input.run.owner, subjectKey({ type: 'composition', name: input.name }));
      }
    });
    return compositionView(this.#state, input.name) as CompositionView;
  }

  async releaseAllocation(id: string, within_ms: number): Promise<void> {
    await this.#change(within_ms, (draft) => {
      const allocation = draft.allocation(id);
      if (allocation === null) return;
      if (allocation.composition !== null) throw belongsTo(allocation);
      draft.removeAllocation(id);
      draft.settleVms();
    });
  }

  async releaseComposition(name: string, within_ms: number): Promise<void> {
    await this.#change(within_ms, (draft) => {
      const composition = draft.state.compositions.get(name)?.body;
      if (composition === undefined) return;
      for (const id of Object.values(composition.members))
        if (draft.allocation(id) !== null) draft.removeAllocation(id);
      draft.removeComposition(name);
      draft.settleVms();
    });
  }

  async setDrmState(id: string, to: Drm['state'], within_ms: number): Promise<DrmView> {
    await this.#decide(within_ms, (draft) => {
      const drm = draft.state.drms.get(id)?.body;
      if (drm === undefined) {
        const hint = didYouMean(id, draft.state.drms.keys());
        throw new RahError('drm_not_found', `There is no DRM "${id}".${hint}`, { details: { drm: id } });
      }
      checkState(drm, to);
      if (drm.state === to) return;
      const changed: Drm = { ...drm, state: to };
      draft.writer.put('drm', id, changed);
      writeLost(draft.state, draft.writer, new Map([[id, changed]]));
    });
    return drmView(this.#state, id) as DrmView;
  }

  async check(): Promise<CheckReport> {
    const broken = await this.#store.verify();
    return this.#read((state) => {
      const violations: Violation[] = broken.map((message) => ({ rule: 'store', subject: 'file', message }));
      if (this.#problem !== null) {
        violations.push({
          rule: 'inventory',
          subject: this.#options.inventory.fileName,
          message: this.#problem.message,
        });
      }
      violations.push(...checkSnapshot(snapshotOf(state)));
      try {
        const core = state.compareCore();
        if (core !== null && core.kept !== core.fresh) {
          const message = 'what the policy core holds is not what the records say';
          violations.push({ rule: 'policy-state', subject: 'core', message });
        }
      } catch (error) {
        violations.push({ rule: 'policy-state', subject: 'core', message: (error as Error).message });
      }
      return {
        revision: state.revision,
        drms: state.drms.size,
        allocations: state.allocations.size,
        violations,
        concerns: [...state.allocations.values()].flatMap(({ body }) =>
          concernsOf(state.scenery(), body).map((message) => ({ allocation: body.id, message })),
        ),
        unacknowledged: [...state.unacknowledged].sort(),
      };
    });
  }

  async close(): Promise<void> {
    await this.#lock.run(() => this.#store.close());
  }

  /** Whether a create would fit today. What an interrupted one left behind counts as its own. */
  #feasible(draft: Draft, wanted: readonly WantedSlice[], run: PlanRun, without: readonly string[]): Preview {
    const { state, writer } = draft;
    const subject: PreviewSubject = { type: 'allocation', id: null };
    const others = shownToOthers(writer.ledger, run, subjectKey(subject));
    const current = new Map<string, Allocation>();
    for (const { key, request } of wanted) {
      const left = findLeftBehind(state, request, { owner: run.owner, instance: '' }, this.#options.isAlive);
      if (left !== null) current.set(key, left);
    }
    return decideFresh(state, subject, wanted, others, { current, without });
  }

  /** Reads the state as it is in the store now. */
  async #read<T>(answer: (state: FabricState) => T): Promise<T> {
    return this.#lock.run(async () => {
      this.#state.absorb(await this.#store.changesSince(this.#state.revision));
      await this.#followInventory(this.#options.clock.now() + PATIENCE_MS);
      return plainly(() => answer(this.#state));
    });
  }

  async #change<T>(within_ms: number, body: (draft: Draft) => T): Promise<T> {
    const deadline = this.#options.clock.now() + within_ms;
    return this.#lock.run(async () => {
      await this.#followInventory(deadline);
      return this.#commit(deadline, (writer) => body(new Draft(this.#state, writer)));
    });
  }

  /** A change that decides something new. */
  async #decide<T>(within_ms: number, body: (draft: Draft) => T): Promise<T> {
    return this.#change(within_ms, (draft) => this.#strictly(() => body(draft)));
  }

  /** New decisions wait until the records follow the inventory again. */
  #strictly<T>(work: () => T): T {
    if (this.#problem !== null) throw this.#problem;
    return work();
  }

  /** The state only ever takes in what is committed; what `body` tries on it is undone before. */
  async #commit<T>(deadline: number, body: (writer: Writer) => T): Promise<T> {
    const state = this.#state;
    const committed = await this.#store.transact(state.revision, deadline, (seen: Seen, writer) => {
      state.absorb(seen);
      return plainly(() => body(writer));
    });
    state.absorb({ revision: committed.revision, reset: false, records: committed.written });
    return committed.value;
  }

  /** Brings the records in line with the inventory file when that has changed. */
  async #followInventory(deadline: number): Promise<void> {
    const { inventory } = this.#options;
    const stamp = inventory.stamp();
    if (stamp === this.#followed) return;
    const text = inventory.read();
    const hash = createHash('sha256').update(text).digest('hex');
    this.#problem = null;
    if (this.#state.topology.hash !== hash) {
      const reading = readInventory(text, inventory.fileName);
      try {
        await this.#commit(deadline, (writer) => {
          if (this.#state.topology.hash === hash) return;
          syncInventory(this.#state, writer, { fileName: inventory.fileName, hash, reading });
        });
      } catch (error) {
        if (!(error instanceof RahError) || error.code !== 'inventory_conflict') throw error;
        // Looked at again by the next operation: a release may have settled it.
        this.#problem = error;
        return;
      }
    }
    this.#followed = stamp;
  }
}

/** A broken contract between us and the policy is told as such, not as a stack. */
function plainly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new RahError('policy_refused', `The policy refused an operation: ${error.message}.`, { cause: error });
  }
}

function unacknowledgedOf(state: FabricState, instance: string) {
  const by = ({ requester, acknowledged }: Allocation | Composition): boolean =>
    !acknowledged && requester.instance === instance;
  return {
    allocations: state.allocationsOf(state.unacknowledged).filter(by),
    compositions: [...state.compositions.values()].map(({ body }) => body).filter(by),
  };
}

/** A preview of a change names the id, so whoever asks has kept it. */
function acknowledgeById(draft: Draft, id: string): void {
  const allocation = draft.allocation(id);
  if (allocation !== null && !allocation.acknowledged) draft.acknowledgeAllocation(allocation);
}

function checkState(drm: Drm, to: Drm['state']): void {
  const allowed: readonly Drm['state'][] = DRM_STATES.filter((state) => state !== 'removed' && state !== 'discovered');
  if (!allowed.includes(to)) {
    const message = `The state of a DRM cannot be set to "${String(to)}". Allowed: ${allowed.join(', ')}.`;
    throw new RahError('invalid_state', message, { details: { drm: drm.id, allowed } });
  }
  if (drm.state === 'removed') {
    throw new RahError('invalid_state', `The DRM "${drm.id}" is gone from the inventory.`, {
      details: { drm: drm.id },
      hint: 'Put it into the inventory again first.',
    });
  }
}

export function snapshotOf(state: FabricState): Snapshot {
  return {
    revision: state.revision,
    drms: [...state.drms.values()],
    hosts: [...state.hosts.values()],
    hubs: state.topology.hubs,
    links: state.topology.links,
    vms: [...state.vms.values()],
    allocations: [...state.allocations.values()],
    compositions: [...state.compositions.values()],
  };
}
