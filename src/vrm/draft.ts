import type { Allocation, Composition } from '../model/allocation.ts';
import type { Vm } from '../model/fabric.ts';
import type { Writer } from '../store/store.ts';
import type { RecordType, RecordTypes } from './record.ts';
import type { FabricState } from './state.ts';

/** The state as one transaction would leave it: reads see its own writes. The state itself stays as it is. */
export class Draft {
  readonly state: FabricState;
  readonly writer: Writer;
  readonly #allocations = new Map<string, Allocation | null>();
  readonly #vms = new Set<string>();

  constructor(state: FabricState, writer: Writer) {
    this.state = state;
    this.writer = writer;
  }

  allocation(id: string): Allocation | null {
    const changed = this.#allocations.get(id);
    return changed === undefined ? (this.state.allocation(id) ?? null) : changed;
  }

  allocationsOfVm(vm: string): Allocation[] {
    const found = this.state.allocationsOf(this.state.byVm.get(vm)).filter(({ id }) => !this.#allocations.has(id));
    for (const allocation of this.#allocations.values()) {
      if (allocation !== null && allocation.request.vm === vm) found.push(allocation);
    }
    return found;
  }

  putAllocation(allocation: Allocation): void {
    this.#touchVm(this.allocation(allocation.id));
    this.#touchVm(allocation);
    this.#allocations.set(allocation.id, allocation);
    this.#put('allocation', allocation.id, allocation);
  }

  /** Its requester is known to have kept the id. The allocation itself is as it was. */
  acknowledgeAllocation(allocation: Allocation, acknowledged = true): void {
    const noted = { ...allocation, acknowledged };
    this.#allocations.set(allocation.id, noted);
    this.writer.note('allocation', allocation.id, noted);
  }

  acknowledgeComposition(composition: Composition, acknowledged = true): void {
    this.writer.note('composition', composition.name, { ...composition, acknowledged } satisfies Composition);
  }

  removeAllocation(id: string): void {
    this.#touchVm(this.allocation(id));
    this.#allocations.set(id, null);
    this.writer.remove('allocation', id);
  }

  putComposition(composition: Composition): void {
    this.#put('composition', composition.name, composition);
  }

  removeComposition(name: string): void {
    this.writer.remove('composition', name);
  }

  /** A VM is known from its first allocation to its last, and lives where they are used from. */
  settleVms(): void {
    for (const id of this.#vms) {
      const known = this.state.vms.get(id)?.body;
      const first = this.allocationsOfVm(id)[0];
      if (first === undefined) {
        if (known !== undefined) this.writer.remove('vm', id);
      } else if (known?.host !== first.request.host) {
        this.#put('vm', id, { id, host: first.request.host } satisfies Vm);
      }
    }
  }

  #touchVm(allocation: Allocation | null): void {
    if (allocation !== null) this.#vms.add(allocation.request.vm);
  }

  #put<T extends RecordType>(type: T, id: string, body: RecordTypes[T]): void {
    this.writer.put(type, id, body);
  }
}
