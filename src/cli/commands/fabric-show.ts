import type { DrmState } from '../../model/fabric.ts';
import { MEDIUM_NAMES } from '../../model/medium.ts';
import { formatAmount } from '../../model/size.ts';
import type { DrmView, FabricView, MediumUsage } from '../../model/view.ts';
import type { CommandDefinition } from '../command.ts';
import { cost, count, percent } from '../quantity.ts';
import type { Paint, Style } from '../style.ts';
import { bar, type Column, printable, renderTable } from '../table.ts';

export const fabricShow: CommandDefinition = {
  name: 'fabric show',
  summary: 'every DRM with what it offers, what is used and what it costs; hosts, VMs, allocations',
  examples: ['rah fabric show', 'rah fabric show --json | jq ".totals"', 'rah --fabric lab.yaml fabric show'],
  async run({ output, withFabric }) {
    const view = await withFabric((client) => client.view());
    output.answer(toJson(view), (style) => describe(view, style, output.live));
    return 0;
  },
};

/** Use of one medium over all DRMs that offer it. */
interface Total {
  readonly medium: MediumUsage['medium'];
  readonly drms: number;
  readonly capacity: number;
  readonly used: number;
  readonly free: number;
}

function totalsOf(drms: readonly DrmView[]): Total[] {
  const usage = drms.flatMap((drm) => drm.usage);
  return MEDIUM_NAMES.flatMap((medium) => {
    const rows = usage.filter((row) => row.medium === medium);
    const sum = (of: (row: MediumUsage) => number) => rows.reduce((total, row) => total + of(row), 0);
    if (rows.length === 0) return [];
    const [capacity, used, free] = [sum((row) => row.capacity), sum((row) => row.used), sum((row) => row.free)];
    return [{ medium, drms: rows.length, capacity, used, free }];
  });
}

/** What the fabric holds, each thing once: the allocations themselves are what `rah map` and `rah explain` are for. */
function toJson({ info, drms, hosts, vms, allocations, compositions }: FabricView): unknown {
  return {
    fabric: info,
    totals: totalsOf(drms),
    drms,
    hosts,
    vms,
    allocations: allocations.map(({ id, name, composition, key, state, request }) => {
      const { vm, host, kind, medium, size } = request;
      return { id, name, composition, key, state, vm, host, kind, medium, amount: size.amount };
    }),
    compositions: compositions.map(({ name, members }) => ({ name, members })),
  };
}

interface Row extends MediumUsage {
  readonly drm: DrmView;
  /** The first row of its DRM names it; those of its further media do not repeat that. */
  readonly first: boolean;
}

function describe(view: FabricView, style: Style, live: boolean): string {
  const { info, drms, hosts, vms, allocations, compositions } = view;
  const rows: Row[] = drms.flatMap((drm) => drm.usage.map((usage, i) => ({ ...usage, drm, first: i === 0 })));
  const existing = allocations.filter(({ state }) => state !== 'released');
  const lost = existing.filter(({ state }) => state === 'lost').length;
  const inhabitants = [
    count(hosts.length, 'host'),
    count(vms.length, 'VM'),
    count(existing.length, 'allocation') + (lost > 0 ? style.bad(` (${lost} lost)`) : ''),
    count(compositions.length, 'composition'),
  ];
  const parts = [
    `fabric ${style.strong(printable(info.name))}, revision ${info.revision}\n`,
    renderTable(drmColumns(style, live), rows, style),
    renderTable(totalColumns(style, live), totalsOf(drms), style),
    renderTable(
      [
        { title: 'HOST', text: (host) => host.id },
        { title: 'VMS', align: 'right', text: (host) => String(vms.filter((vm) => vm.host === host.id).length) },
        { title: 'LABELS', text: (host) => labelText(host.labels) },
      ],
      hosts,
      style,
    ),
    `${inhabitants.join(', ')}\n`,
  ];
  return parts.join('\n');
}

function drmColumns(style: Style, live: boolean): Column<Row>[] {
  const amount = (of: (row: Row) => number) => (row: Row) => formatAmount(of(row), row.medium);
  return [
    { title: 'DRM', text: ({ drm, first }) => (first ? drm.id : '') },
    { title: 'KIND', text: ({ drm, first }) => (first ? drm.kind : '') },
    {
      title: 'STATE',
      text: ({ drm, first }) => (first ? stateText(drm) : ''),
      paint: ({ drm }) => statePaint(drm.state, style),
    },
    { title: 'MEDIUM', text: (row) => row.medium },
    { title: 'CAPACITY', align: 'right', text: amount((row) => row.capacity) },
    { title: 'USED', align: 'right', text: amount((row) => row.used) },
    { title: 'FREE', align: 'right', text: amount((row) => row.free) },
    { title: 'USE', align: 'right', text: (row) => percent(row.used, row.capacity) },
    ...barColumn<Row>(style, live),
    { title: 'LARGEST FREE', align: 'right', text: amount((row) => row.largest_free) },
    { title: 'COST/UNIT-HOUR', align: 'right', text: (row) => cost(row.cost_per_unit_hour_micros) },
  ];
}

function totalColumns(style: Style, live: boolean): Column<Total>[] {
  return [
    { title: 'MEDIUM', text: (row) => row.medium },
    { title: 'DRMS', align: 'right', text: (row) => String(row.drms) },
    { title: 'CAPACITY', align: 'right', text: (row) => formatAmount(row.capacity, row.medium) },
    { title: 'USED', align: 'right', text: (row) => formatAmount(row.used, row.medium) },
    { title: 'FREE', align: 'right', text: (row) => formatAmount(row.free, row.medium) },
    { title: 'USE', align: 'right', text: (row) => percent(row.used, row.capacity) },
    ...barColumn<Total>(style, live),
  ];
}

function barColumn<Row extends { used: number; capacity: number }>(style: Style, live: boolean): Column<Row>[] {
  if (!live) return [];
  const share = (row: Row) => (row.capacity > 0 ? row.used / row.capacity : 0);
  const paint = (row: Row) => (share(row) > 0.9 ? style.bad : share(row) > 0.7 ? style.warning : style.good);
  return [{ title: '', text: (row) => bar(share(row)), paint }];
}

function stateText({ state, declared_state }: DrmView): string {
  return state === declared_state ? state : `${state} (declared ${declared_state})`;
}

function statePaint(state: DrmState, style: Style): Paint {
  if (state === 'online') return style.good;
  return state === 'failed' || state === 'offline' || state === 'removed' ? style.bad : style.warning;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
