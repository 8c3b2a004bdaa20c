/** Whether a placement that the configuration gives is one for the allocation that it is given to. */
import { isRahError } from '../../../src/errors/rah-error.ts';
import { amountOf, byDevice, totalLength } from '../../../src/model/extent.ts';
import { MEDIA } from '../../../src/model/medium.ts';
import type { Placement, RejectionReason } from '../../../src/model/placement.ts';
import type { Request } from '../../../src/model/request.ts';
import { formatAmount, formatSize } from '../../../src/model/size.ts';
import type { Diagnostics } from '../../framework/diagnostics.ts';
import { path } from '../../values/path.ts';
import type { ObjectValue } from '../../values/value.ts';
import { placementFrom } from '../placement-values.ts';
import type { Session } from '../session.ts';

/** What neither room nor the state of a module has to do with: it will be so at apply too. */
const LASTING: readonly RejectionReason[] = ['labels', 'unreachable', 'latency', 'bandwidth'];

const NAMES: Readonly<Record<string, string>> = { constraints: 'other constraints', vm: 'another VM' };

interface Mismatch {
  readonly attribute: string;
  readonly given: string;
  readonly wanted: string;
}

/**
 * Reports every difference that can be told from the values alone.
 * @param isNew a host counts then only: what exists may move later, while its placement stays as it was decided
 */
export function reportMismatch(given: ObjectValue, request: Request, isNew: boolean, diagnostics: Diagnostics): void {
  const source = sourceOf(given);
  for (const { attribute, given: there, wanted } of mismatches(given, request, isNew)) {
    diagnostics.error(
      path('placement'),
      `The placement is one for ${NAMES[attribute] ?? `another ${attribute}`}`,
      `The placement is ${there}; this allocation has ${wanted}. Make \`${attribute}\` here and in ${source} the same.`,
    );
  }
}

function mismatches(given: ObjectValue, request: Request, isNew: boolean): Mismatch[] {
  const found: Mismatch[] = [];
  for (const name of ['vm', 'host'] as const) {
    if (typeof given[name] !== 'string' || given[name] === request[name] || (name === 'host' && !isNew)) continue;
    const what = name === 'vm' ? 'VM' : 'host';
    found.push({ attribute: name, given: `for ${what} "${given[name]}"`, wanted: `${name} = "${request[name]}"` });
  }
  const placement = placementFrom(given);
  const { segments } = placement;
  const drms = segments.map(({ drm }) => drm);
  const medium = segments.find((segment) => segment.medium !== request.medium)?.medium;
  if (medium !== undefined) {
    found.push({
      attribute: 'medium',
      given: `${medium} on ${drms.join(', ')}`,
      wanted: `medium = "${request.medium}"`,
    });
    return found;
  }
  const size = sizeMismatch(placement, request);
  if (size !== null) found.push(size);
  const { drm_ids } = request.constraints;
  const foreign = drms.filter((drm) => drm_ids.length > 0 && !drm_ids.includes(drm));
  if (foreign.length > 0) {
    const wanted = `constraints.drm_ids = ${JSON.stringify(drm_ids)}`;
    found.push({ attribute: 'constraints', given: `on ${foreign.join(', ')}`, wanted });
  }
  return found;
}

function sizeMismatch({ segments }: Placement, { medium, size, constraints }: Request): Mismatch | null {
  const wanted = `size = "${formatSize(size, medium)}"`;
  const amount = amountOf(segments);
  if (amount !== size.amount) return { attribute: 'size', given: `for ${formatAmount(amount, medium)}`, wanted };
  const { device } = MEDIA[medium];
  if (size.devices > 0 && device > 0) {
    const devices = segments.reduce((sum, { extents }) => sum + byDevice(extents, device).size, 0);
    const expected = size.devices + (size.remainder > 0 ? 1 : 0);
    return devices === expected ? null : { attribute: 'size', given: `on ${devices} devices`, wanted };
  }
  const { interleave_ways: ways, max_drms } = constraints;
  const shares = segments.map(({ extents }) => formatAmount(totalLength(extents), medium));
  const spread = `over ${shares.length} module${shares.length === 1 ? '' : 's'} (${shares.join(' + ')})`;
  const isEven = shares.length === ways && new Set(shares).size === 1;
  if (ways > 1 && !isEven) {
    return { attribute: 'constraints', given: spread, wanted: `constraints.interleave_ways = ${ways}` };
  }
  if (ways === 1 && shares.length > max_drms) {
    return { attribute: 'constraints', given: spread, wanted: `constraints.max_drms = ${max_drms}` };
  }
  return null;
}

/** Reports a module of the placement that the allocation's own constraints exclude, as the fabric now is. */
export async function reportExcluded(
  { fabric }: Session,
  given: ObjectValue,
  request: Request,
  diagnostics: Diagnostics,
): Promise<void> {
  const drm_ids = [...new Set(placementFrom(given).segments.map(({ drm }) => drm))].sort();
  if (drm_ids.length === 0) return;
  const restricted = { ...request, constraints: { ...request.constraints, drm_ids } };
  try {
    await fabric.preview({ type: 'allocation', id: null }, [{ key: '', request: restricted }], null);
  } catch (error) {
    if (!isRahError(error)) throw error;
    const rejected = (error.details.rejected ?? {}) as Readonly<Partial<Record<RejectionReason, number>>>;
    const reasons = LASTING.filter((reason) => (rejected[reason] ?? 0) > 0);
    // Room is another question: the placement itself holds it, and apply looks again.
    if (error.code !== 'unplaceable' || reasons.length === 0) return;
    diagnostics.error(
      path('placement'),
      'The placement is on a module that the constraints exclude',
      `The placement is on ${drm_ids.join(', ')}; the constraints of this allocation exclude that by ${reasons.join(', ')} ` +
        `(from host "${request.host}"). Make \`constraints\` and \`host\` here and in ${sourceOf(given)} the same.`,
    );
  }
}

/** Where the placement was asked for. */
function sourceOf({ origin }: ObjectValue): string {
  const at = typeof origin === 'string' ? origin.indexOf('/') : -1;
  if (typeof origin !== 'string' || at < 0) return 'the request that decided the placement';
  return `the request "${origin.slice(at + 1)}" of the rah_placement named "${origin.slice(0, at)}"`;
}
