import type { FabricClient } from '../../src/fabric/client.ts';
import type { Requester } from '../../src/model/allocation.ts';
import type { PlanRun } from '../../src/model/plan.ts';
import type { Walk } from './walk.ts';

/** What every resource and data source works with: one fabric, as seen from one Terraform run. */
export interface Session {
  readonly fabric: FabricClient;
  /** See FabricInfo.uid: recorded with every resource, because ids mean nothing on another fabric. */
  readonly fabricUid: string;
  readonly run: PlanRun;
  readonly requester: Requester;
  /** Everything goes: what cannot be made today is no error, for Terraform plans as usual before it plans to destroy. */
  readonly isDestroying: boolean;
  readonly walk: Walk;
  /** Before anything is planned to be made: see FabricClient.disown. Looks once; later calls do nothing. */
  lookForLost(): Promise<void>;
}
