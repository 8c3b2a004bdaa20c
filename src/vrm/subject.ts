import { RahError } from '../errors/rah-error.ts';
import type { Allocation } from '../model/allocation.ts';
import type { PreviewSubject, WantedSlice } from '../model/plan.ts';
import type { FabricState } from './state.ts';

/** The live slices that a change of this subject starts from, by key. */
export function currentSlices(
  state: FabricState,
  subject: PreviewSubject,
  wanted: readonly WantedSlice[],
): Map<string, Allocation> {
  switch (subject.type) {
    case 'allocation':
      return new Map(subject.id === null ? [] : [['', mustFind(state, subject.id)]]);
    case 'composition':
      return membersOf(state, subject.name);
    case 'placement': {
      const current = new Map<string, Allocation>();
      for (const { key } of wanted) {
        const ids = [...state.byOrigin.get(`${subject.name}/${key}`)].sort();
        const allocation = state.allocationsOf(ids)[0];
        if (allocation !== undefined) current.set(key, allocation);
      }
      return current;
    }
  }
}

export function membersOf(state: FabricState, name: string): Map<string, Allocation> {
  const members = new Map<string, Allocation>();
  for (const [key, id] of Object.entries(state.compositions.get(name)?.body.members ?? {})) {
    const allocation = state.allocation(id);
    if (allocation !== undefined) members.set(key, allocation);
  }
  return members;
}

export function mustFind(state: FabricState, id: string): Allocation {
  const allocation = state.allocation(id);
  if (allocation !== undefined) return allocation;
  throw new RahError('allocation_not_found', `There is no live allocation "${id}".`, { details: { allocation: id } });
}
