import { DRM_STATES, type DrmState } from '../../model/fabric.ts';
import type { AllocationView, DrmView } from '../../model/view.ts';
import type { CommandDefinition } from '../command.ts';
import { count } from '../quantity.ts';
import { callName, listed } from '../selection.ts';
import { CHANGE_DEADLINE_MS } from '../session.ts';
import { printable } from '../table.ts';

/** What an operator decides; discovered and removed are found out from the inventory. */
const SETTABLE = DRM_STATES.filter((state) => state !== 'discovered' && state !== 'removed');

export const drmSetState: CommandDefinition = {
  name: 'drm set-state',
  summary: 'change the state of a DRM: stop new slices (cordoned), or declare it dead (failed); asks nothing',
  arguments: [
    { name: 'id', about: 'id of the DRM' },
    { name: 'state', about: 'the new state', choices: SETTABLE },
  ],
  examples: ['rah drm set-state mem-1 cordoned', 'rah drm set-state mem-1 failed', 'rah drm set-state mem-1 online'],
  async run({ output, withFabric, args }) {
    const [id, state] = args as [string, DrmState];
    const outcome = await withFabric(async (client): Promise<Outcome> => {
      const before = await client.view();
      const drm = await client.setDrmState(id, state, CHANGE_DEADLINE_MS);
      const after = await client.view();
      const was = before.drms.find((known) => known.id === id)?.state ?? null;
      const here = after.allocations.filter((allocation) => drm.allocations.includes(allocation.id));
      const lostBefore = new Set(before.allocations.filter(isLost).map((allocation) => allocation.id));
      const lost = after.allocations.filter((allocation) => isLost(allocation) && !lostBefore.has(allocation.id));
      return { drm, was, revision: after.info.revision, allocations: here.map(callName), lost: lost.map(callName) };
    });
    output.answer(outcome, () => describe(outcome));
    return 0;
  },
};

interface Outcome {
  readonly drm: DrmView;
  readonly was: DrmState | null;
  readonly revision: number;
  /** Those on the DRM, by the name to call them by. */
  readonly allocations: readonly string[];
  /** Those that the change cost. */
  readonly lost: readonly string[];
}

function isLost({ state }: AllocationView): boolean {
  return state === 'lost';
}

function describe({ drm, was, revision, allocations, lost }: Outcome): string {
  const change = was === drm.state ? `already ${drm.state}` : `${was ?? 'unknown'} -> ${drm.state}`;
  const declared = drm.state === drm.declared_state ? '' : ` (the inventory declares it ${drm.declared_state})`;
  const lines = [`${drm.id}: ${change}${declared}; the fabric is at revision ${revision}`];
  if (allocations.length > 0) {
    lines.push(`${count(allocations.length, 'allocation')} on it: ${listed(allocations)}`);
  }
  if (lost.length > 0) lines.push(`lost by this change: ${listed(lost)}`);
  return `${lines.map(printable).join('\n')}\n`;
}
