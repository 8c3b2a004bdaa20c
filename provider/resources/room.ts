/** What to do about an allocation that finds no room. */
import { isRahError, RahError } from '../../src/errors/rah-error.ts';
import { extentsOn, totalLength } from '../../src/model/extent.ts';
import type { WantedSlice } from '../../src/model/plan.ts';
import type { Request } from '../../src/model/request.ts';
import { formatAmount } from '../../src/model/size.ts';
import type { AllocationView, DrmView, FabricView } from '../../src/model/view.ts';
import type { Session } from './session.ts';

const MAX_NAMED = 3;

/** The same error with a hint that names what holds the room, where there would be enough of it. */
export async function waysOut(session: Session, error: RahError, wanted: readonly WantedSlice[]): Promise<RahError> {
  const { key = '' } = error.details;
  const request = wanted.find((slice) => slice.key === key)?.request;
  if (request === undefined) return error;
  let view: FabricView;
  try {
    view = await session.fabric.view();
  } catch (failure) {
    if (!isRahError(failure)) throw failure;
    return error;
  }
  const held = heldRoom(view, request, error.details.largest_free_drm);
  if (held === null) return error;
  const { message, code, path, details } = error;
  const hint =
    `${held} To make room, take something out of the configuration, or run \`terraform destroy -target=ADDRESS\` or ` +
    '`rah release ID`. Otherwise ask for less, relax a constraint, or add a module to the inventory.';
  return new RahError(code, message, { hint, details, ...(path === null ? {} : { path }), cause: error });
}

/** `mem-1 is held by ...`; null where nothing that could be released would make enough room. */
export function heldRoom(view: FabricView, request: Request, likely: unknown): string | null {
  const { medium } = request;
  const candidates = view.drms
    .filter((drm) => couldHold(drm, request))
    .map((drm) => ({ drm, holders: holdersOf(view, drm, medium) }))
    .filter(({ holders }) => holders.length > 0);
  const best = candidates.find(({ drm }) => drm.id === likely) ?? candidates[0];
  if (best === undefined) return null;
  const { drm, holders } = best;
  const named = holders
    .slice(0, MAX_NAMED)
    .map(({ allocation, amount }) => describe(allocation, formatAmount(amount, medium)));
  const more = holders.length > MAX_NAMED ? ` and ${holders.length - MAX_NAMED} more` : '';
  return `On ${drm.id} room is held by ${named.join(', ')}${more}.`;
}

function couldHold(drm: DrmView, { medium, size, constraints }: Request): boolean {
  const usage = drm.usage.find((each) => each.medium === medium);
  if (usage === undefined || drm.state !== 'online') return false;
  if (constraints.drm_ids.length > 0 && !constraints.drm_ids.includes(drm.id)) return false;
  if (Object.entries(constraints.labels).some(([name, value]) => drm.labels[name] !== value)) return false;
  if (Object.entries(constraints.not_labels).some(([name, value]) => drm.labels[name] === value)) return false;
  return usage.capacity >= size.amount / Math.max(constraints.max_drms, constraints.interleave_ways);
}

/** The largest first. */
function holdersOf(
  { allocations }: FabricView,
  drm: DrmView,
  medium: Request['medium'],
): { allocation: AllocationView; amount: number }[] {
  return allocations
    .filter(({ state }) => state !== 'lost' && state !== 'released')
    .map((allocation) => ({
      allocation,
      amount: totalLength(extentsOn(allocation.placement.segments, drm.id, medium)),
    }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount || (a.allocation.id < b.allocation.id ? -1 : 1));
}

function describe({ id, name, composition, key, request }: AllocationView, amount: string): string {
  const known =
    composition === null
      ? `allocation ${name === null ? id : `"${name}" (${id})`}`
      : `"${key}" of the composition "${composition}"`;
  return `${known} of VM "${request.vm}" with ${amount}`;
}
