import type { RahError } from '../errors/rah-error.ts';
import type { ApplyAllocation, ApplyComposition } from '../model/change.ts';
import type { CheckReport } from '../model/check-report.ts';
import type { Drm } from '../model/fabric.ts';
import type { PlanRun, Preview, PreviewSubject, WantedSlice } from '../model/plan.ts';
import type { AllocationView, CompositionView, DrmView, FabricInfo, FabricView } from '../model/view.ts';

/** The RAH fabric client: embedded today; remote and redfish later behave identically. Every failure is a RahError. */
export interface FabricClient {
  info(): Promise<FabricInfo>;
  view(): Promise<FabricView>;
  drms(): Promise<readonly DrmView[]>;
  /** By id, or by name. Reading with `acknowledge` records that the requester kept the id. */
  allocation(idOrName: string, options?: { acknowledge?: boolean }): Promise<AllocationView | null>;
  composition(name: string, options?: { acknowledge?: boolean }): Promise<CompositionView | null>;
  /**
   * Joint, all or nothing, changes nothing in the fabric. RahError `unplaceable` names the key that does not fit;
   * `stale_preview` when a recalled preview no longer fits.
   * @param without ids of allocations that will be gone by then, because the same plan releases them
   */
  preview(
    subject: PreviewSubject,
    wanted: readonly WantedSlice[],
    run: PlanRun | null,
    without?: readonly string[],
  ): Promise<Preview>;
  /**
   * Everything that this process of a requester made is known to it: Terraform ended the process in order, so it has
   * had every answer. What a process leaves unacknowledged when it dies is adopted by the retry of its create.
   */
  acknowledgeAll(instance: string): Promise<void>;
  /**
   * The requester has lost ids that it once had: a terraform that dies while it rewrites its state leaves an older one.
   * What processes of this owner made that are dead by now and whose id is not kept counts as unacknowledged again, so
   * that the create which makes it anew adopts it.
   */
  disown(owner: string, isKept: (id: string) => boolean): Promise<void>;
  /**
   * Why the inventory file as it now is cannot be followed (a host is gone that a VM lives on, say); null when all is
   * well. Until that is mended, what exists can be read and released, and nothing else.
   */
  inventoryProblem(): Promise<RahError | null>;
  applyAllocation(input: ApplyAllocation, within_ms: number): Promise<AllocationView>;
  applyComposition(input: ApplyComposition, within_ms: number): Promise<CompositionView>;
  /** Idempotent: releasing what is gone is not an error. */
  releaseAllocation(id: string, within_ms: number): Promise<void>;
  releaseComposition(name: string, within_ms: number): Promise<void>;
  setDrmState(id: string, state: Drm['state'], within_ms: number): Promise<DrmView>;
  check(): Promise<CheckReport>;
  close(): Promise<void>;
}
