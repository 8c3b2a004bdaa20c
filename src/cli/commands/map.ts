import { quoted } from '../../errors/shortened.ts';
import { didYouMean } from '../../errors/suggestion.ts';
import type { Vm } from '../../model/fabric.ts';
import { formatSize } from '../../model/size.ts';
import type { AllocationView, FabricView } from '../../model/view.ts';
import type { CommandDefinition } from '../command.ts';
import { Failure } from '../failure.ts';
import { joinDevices, mappingColumns } from '../mapping-text.ts';
import { count, latency } from '../quantity.ts';
import { callName, listed } from '../selection.ts';
import type { Style } from '../style.ts';
import { printable, renderTable } from '../table.ts';

export const map: CommandDefinition = {
  name: 'map',
  summary: 'the mapping tables of a VM: what it sees, and where on which DRM it lies',
  arguments: [{ name: 'vm', about: 'name of the VM' }],
  examples: ['rah map db', 'rah map db --json'],
  async run({ output, withFabric, args: [id] }) {
    const view = await withFabric((client) => client.view());
    const vm = view.vms.find((known) => known.id === id);
    if (!vm) throw unknownVm(id as string, view);
    const allocations = allocationsOf(vm, view);
    output.answer(toJson(vm, allocations), (style) => describe(vm, allocations, style));
    return 0;
  },
};

function allocationsOf(vm: Vm, { allocations }: FabricView): AllocationView[] {
  return allocations
    .filter(({ request, state }) => request.vm === vm.id && state !== 'released')
    .sort((a, b) => order(callName(a), callName(b)));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unknownVm(id: string, { vms }: FabricView): Failure {
  const names = vms.map((vm) => vm.id);
  const known =
    names.length === 0
      ? 'There are no VMs yet: one appears with its first allocation.'
      : `VMs here: ${listed(names)}.${didYouMean(id, names)}`;
  return new Failure('vm_not_found', `no VM is called ${quoted(id)}`, {
    hint: known,
    details: { vm: id },
  });
}

function toJson(vm: Vm, allocations: readonly AllocationView[]): unknown {
  return {
    vm: vm.id,
    host: vm.host,
    allocations: allocations.map(({ id, name, composition, key, state, request, placement, mapping }) => ({
      id,
      name,
      composition,
      key,
      state,
      kind: request.kind,
      medium: request.medium,
      amount: request.size.amount,
      latency_ns: placement.latency_ns,
      mapping,
    })),
  };
}

function describe(vm: Vm, allocations: readonly AllocationView[], style: Style): string {
  const title = `VM ${style.strong(printable(vm.id))} on host ${printable(vm.host)}: ${count(allocations.length, 'allocation')}\n`;
  return [title, ...allocations.map((allocation) => describeOne(allocation, style))].join('\n');
}

function describeOne(allocation: AllocationView, style: Style): string {
  const { id, request, placement, mapping, state, lost_reason } = allocation;
  const name = callName(allocation);
  const facts = [
    `${request.medium} ${formatSize(request.size, request.medium)}`,
    state === 'lost' ? style.bad(`lost: ${printable(lost_reason ?? 'its DRM died')}`) : state,
    `${latency(placement.latency_ns)} from ${printable(request.host)}`,
    ...(name === id ? [] : [style.faint(id)]),
  ];
  const unit = mapping[0]?.unit;
  const table = unit === undefined ? '' : renderTable(mappingColumns(unit), joinDevices(mapping), style, '  ');
  return `${style.strong(printable(name))}  ${facts.join(', ')}\n${table}`;
}
