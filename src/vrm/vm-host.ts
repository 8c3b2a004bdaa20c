import { RahError } from '../errors/rah-error.ts';
import type { Allocation } from '../model/allocation.ts';
import type { Request } from '../model/request.ts';
import { unmetBySegments } from '../planner/constraint-check.ts';
import type { Landscape } from '../planner/landscape.ts';
import type { FabricState } from './state.ts';

/** A request, and the live allocation that it continues. */
export interface Claimant {
  readonly request: Request;
  readonly continues: Allocation | null;
}

/**
 * A VM lives on one host at a time. Changing the host of something that it holds moves the VM;
 * answers what else it holds and takes along. Throws when the VM cannot be where it is wanted.
 * `elsewhere` tells what other changes of the same Terraform run want of a VM.
 */
export function takenAlong(
  state: FabricState,
  landscape: Landscape,
  claimants: readonly Claimant[],
  gone: ReadonlySet<string>,
  elsewhere: ReadonlyMap<string, { readonly host: string; readonly by: string }> = new Map(),
): Allocation[] {
  const wanted = new Map<string, string>();
  for (const { request } of claimants) {
    const host = wanted.get(request.vm) ?? request.host;
    if (host !== request.host)
      throw twoHosts(request.vm, `wanted on host "${host}" and on host "${request.host}" at once`);
    wanted.set(request.vm, host);
  }
  const planned = new Set(claimants.map(({ continues }) => continues?.id));
  const along: Allocation[] = [];
  for (const [vm, host] of wanted) {
    const other = elsewhere.get(vm);
    if (other !== undefined && other.host !== host) {
      throw twoHosts(vm, `wanted on host "${host}" here, and on host "${other.host}" by ${other.by} in the same run`);
    }
    const home = state.vms.get(vm)?.body.host;
    if (home === undefined || home === host || other !== undefined) continue;
    const rest = state.allocationsOf(state.byVm.get(vm)).filter(({ id }) => !planned.has(id) && !gone.has(id));
    const moves = claimants.some(({ request, continues }) => request.vm === vm && continues?.request.vm === vm);
    if (!moves && rest.length > 0) throw onOtherHost(vm, home, host, rest);
    for (const allocation of rest) {
      checkMove(landscape, vm, host, allocation);
      along.push(allocation);
    }
  }
  return along;
}

function checkMove(landscape: Landscape, vm: string, host: string, allocation: Allocation): void {
  if (allocation.state === 'lost') return;
  const { segments } = allocation.placement;
  const unmet = unmetBySegments(landscape, { ...allocation.request, host }, segments);
  if (unmet === null) return;
  const message = `VM "${vm}" cannot move to host "${host}": its allocation ${label(allocation)} is on ${unmet.drm}, and ${unmet.reason}.`;
  throw new RahError('vm_cannot_move', message, { details: { vm, host, allocation: allocation.id, drm: unmet.drm } });
}

function onOtherHost(vm: string, home: string, host: string, rest: readonly Allocation[]): RahError {
  const held = rest.slice(0, 3).map(label).join(', ') + (rest.length > 3 ? ` and ${rest.length - 3} more` : '');
  const message = `VM "${vm}" lives on host "${home}", not on "${host}": there it holds ${held}.`;
  return new RahError('vm_on_other_host', message, { details: { vm, host: home, wanted: host } });
}

function twoHosts(vm: string, how: string): RahError {
  return new RahError('vm_on_other_host', `VM "${vm}" is ${how}; it lives on one host at a time.`, { details: { vm } });
}

/** How people know an allocation. */
export function label({ id, name, composition, key }: Allocation): string {
  if (name !== null) return `"${name}" (${id})`;
  return composition === null ? id : `"${key}" of composition "${composition}" (${id})`;
}
