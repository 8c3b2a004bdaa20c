import { formatPath } from '../errors/rah-error.ts';
import type { Allocation } from '../model/allocation.ts';
import { sameValue } from '../model/canonical.ts';
import { endOf, extentsOn } from '../model/extent.ts';
import type { Drm } from '../model/fabric.ts';
import { type InventoryProblem, type InventoryReading, invalidInventory } from '../model/inventory.ts';
import { formatAmount } from '../model/size.ts';
import type { Writer } from '../store/store.ts';
import { TOPOLOGY_ID, type Topology } from './record.ts';
import type { FabricState } from './state.ts';
import { label } from './vm-host.ts';

export interface InventoryText {
  readonly fileName: string;
  readonly hash: string;
  readonly reading: InventoryReading;
}

/** Brings the records in line with the inventory, in one transaction, or refuses it as a whole. */
export function syncInventory(state: FabricState, writer: Writer, text: InventoryText): void {
  const { inventory } = text.reading;
  const problems: InventoryProblem[] = [];
  const wrong = (path: readonly (string | number)[], message: string, allowed: string | null): void => {
    const position = text.reading.locate(path);
    problems.push({ file: text.fileName, ...position, path: formatPath(path), message, allowed });
  };
  const after = new Map<string, Drm | null>();
  for (const [index, drm] of inventory.drms.entries()) {
    checkUsed(state, drm, (path, message, allowed) => wrong(['drms', index, ...path], message, allowed));
    after.set(drm.id, withState(state.drms.get(drm.id)?.body, drm));
  }
  for (const { body } of state.drms.values()) {
    if (after.has(body.id)) continue;
    // What is still used keeps its record, so that nothing of it is ever handed out as something else.
    const used = state.byDrm.get(body.id).size > 0;
    after.set(body.id, used ? { ...body, state: 'removed', declared_state: 'removed' } : null);
  }
  checkHosts(state, new Set(inventory.hosts.map(({ id }) => id)), (message) => wrong(['hosts'], message, null));
  if (problems.length > 0) throw invalidInventory(problems, 'inventory_conflict');

  for (const [id, drm] of after) {
    if (drm === null) writer.remove('drm', id);
    else if (!sameValue(state.drms.get(id)?.body, drm)) writer.put('drm', id, drm);
  }
  const hosts = new Map(inventory.hosts.map((host) => [host.id, host]));
  for (const [id, host] of hosts) if (!sameValue(state.hosts.get(id)?.body, host)) writer.put('host', id, host);
  for (const id of state.hosts.keys()) if (!hosts.has(id)) writer.remove('host', id);
  const { name, hubs, links } = inventory;
  writer.put('topology', TOPOLOGY_ID, { name, hash: text.hash, hubs, links } satisfies Topology);
  writeLost(state, writer, after);
}

/** The declared state counts when it is new; until then an operator's word holds. */
function withState(before: Drm | undefined, declared: Drm): Drm {
  const unchanged = before?.declared_state === declared.declared_state;
  return before !== undefined && unchanged ? { ...declared, state: before.state } : declared;
}

type Wrong = (path: readonly (string | number)[], message: string, allowed: string | null) => void;

/** What is allocated must stay inside what is declared. */
function checkUsed(state: FabricState, drm: Drm, wrong: Wrong): void {
  const users = state.allocationsOf(state.byDrm.get(drm.id));
  if (users.length === 0) return;
  const media = new Set(users.map(({ request }) => request.medium));
  for (const medium of media) {
    let end = 0;
    let holder = users[0] as Allocation;
    for (const allocation of users) {
      for (const extent of extentsOn(allocation.placement.segments, drm.id, medium)) {
        if (endOf(extent) <= end) continue;
        end = endOf(extent);
        holder = allocation;
      }
    }
    const offer = drm.media.find((candidate) => candidate.medium === medium);
    const needs = `${formatAmount(end, medium)} ${medium} up to there are allocated (${label(holder)} ends last)`;
    if (offer === undefined)
      wrong(['media'], `the DRM "${drm.id}" no longer offers ${medium}, but ${needs}`, `release it first`);
    else if (offer.capacity < end) {
      const message = `the DRM "${drm.id}" would have ${formatAmount(offer.capacity, medium)} ${medium}, but ${needs}`;
      wrong(['media', medium, 'capacity'], message, `at least ${formatAmount(end, medium)}, or release it first`);
    }
  }
}

function checkHosts(state: FabricState, declared: ReadonlySet<string>, wrong: (message: string) => void): void {
  for (const { body } of state.vms.values()) {
    if (declared.has(body.host)) continue;
    wrong(
      `the host "${body.host}" is gone, but VM "${body.id}" lives on it; move the VM or release what it holds first`,
    );
  }
}

/** What lay on a DRM that is gone for good is lost, and stays so. */
export function writeLost(state: FabricState, writer: Writer, changed: ReadonlyMap<string, Drm | null>): void {
  const lost = new Map<string, { readonly allocation: Allocation; readonly reason: string }>();
  for (const [id, drm] of changed) {
    if (drm?.state !== 'failed' && drm?.state !== 'removed') continue;
    const what = drm.state === 'failed' ? 'failed' : 'was removed from the inventory';
    for (const allocation of state.allocationsOf(state.byDrm.get(id))) {
      if (allocation.state === 'lost') continue;
      lost.set(allocation.id, { allocation, reason: `DRM "${id}" ${what}` });
    }
  }
  for (const [id, { allocation, reason }] of lost) {
    writer.put('allocation', id, { ...allocation, state: 'lost', lost_reason: reason } satisfies Allocation);
  }
}
