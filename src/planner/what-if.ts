import type { Inventory } from '../model/fabric.ts';
import type { PlannedSlice, WantedSlice } from '../model/plan.ts';
import type { PolicyCore } from '../policy/core.ts';
import { planJointly } from './joint.ts';
import { Journal } from './journal.ts';
import { Landscape } from './landscape.ts';
import { checkReferences } from './references.ts';

/** Where the slices would land on the fabric of this inventory if it were empty. Pure. */
export function placeOnEmpty(
  inventory: Inventory,
  wanted: readonly WantedSlice[],
  core: PolicyCore,
): readonly PlannedSlice[] {
  const landscape = new Landscape(inventory, core);
  checkReferences(landscape, wanted);
  landscape.prepare(
    wanted.map(({ request }) => request.host),
    () => [],
  );
  return planJointly(new Journal(landscape), new Map(), wanted).slices;
}
