import type { FabricClient } from '../../src/fabric/client.ts';
import type { Requester } from '../../src/model/allocation.ts';
import type { PlanRun } from '../../src/model/plan.ts';
import type { Replacements } from './replacements.ts';

/** What every resource and data source works with: one fabric, as seen from one Terraform run. */
export interface Session {
  readonly fabric: FabricClient;
  /** See FabricInfo.uid: recorded with every resource, because ids mean nothing on another fabric. */
  readonly fabricUid: string;
  readonly run: PlanRun;
  readonly requester: Requester;
  readonly replacements: Replacements;
  /**
   * Ids and names that this process has told the fabric are kept. Without that the fabric takes what it made last for
   * left over from an interrupted run, and may hand it to the next create of the same sort. Normally the refresh tells
   * it; with -refresh=false the plan does.
   */
  readonly acknowledged: Set<string>;
}
