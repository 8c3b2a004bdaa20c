import type { Allocation } from '../model/allocation.ts';
import { DEVICE_MILLI } from '../model/medium.ts';
import type { Report } from './report.ts';
import type { Snapshot, Versioned } from './snapshot.ts';

/** What records say of each other. */
export function checkReferences(snapshot: Snapshot, report: Report): void {
  checkVersions(snapshot, report);
  checkNames(snapshot, report);
  checkCompositions(snapshot, report);
  checkVms(snapshot, report);
}

function checkVersions(snapshot: Snapshot, report: Report): void {
  const check = (type: string, id: string, { generation, revision }: Versioned<unknown>): void => {
    if (generation < 1) report('generation', `${type} ${id}`, `has generation ${generation}`);
    if (revision < 1 || revision > snapshot.revision) {
      report('revision', `${type} ${id}`, `changed at revision ${revision}, but the fabric is at ${snapshot.revision}`);
    }
    // A record changes at most once per revision.
    if (generation > revision)
      report('generation', `${type} ${id}`, `has generation ${generation} at revision ${revision}`);
  };
  for (const record of snapshot.drms) check('drm', record.body.id, record);
  for (const record of snapshot.hosts) check('host', record.body.id, record);
  for (const record of snapshot.vms) check('vm', record.body.id, record);
  for (const record of snapshot.allocations) check('allocation', record.body.id, record);
  for (const record of snapshot.compositions) check('composition', record.body.name, record);
}

function checkNames(snapshot: Snapshot, report: Report): void {
  const names = new Map<string, string>();
  for (const { body } of snapshot.allocations) {
    if (body.state === 'released') report('released', body.id, 'is released, but has a record');
    if (body.name === null) continue;
    const holder = names.get(body.name);
    if (holder !== undefined) report('name', body.id, `has the name "${body.name}" of ${holder}`);
    names.set(body.name, body.id);
  }
}

function checkCompositions(snapshot: Snapshot, report: Report): void {
  const allocations = new Map(snapshot.allocations.map(({ body }) => [body.id, body]));
  const members = new Set<string>();
  for (const { body } of snapshot.compositions) {
    for (const [key, id] of Object.entries(body.members)) {
      const member = allocations.get(id);
      if (member === undefined) report('member', body.name, `has the member "${key}" (${id}), which does not exist`);
      else if (member.composition !== body.name || member.key !== key) {
        report('member', id, `is "${key}" of ${body.name}, but says "${member.key}" of ${member.composition}`);
      }
      if (members.has(id)) report('member', id, 'is a member twice');
      members.add(id);
    }
  }
  for (const { id, composition } of allocations.values()) {
    if (composition !== null && !members.has(id)) report('member', id, `names ${composition}, which does not list it`);
  }
}

function checkVms(snapshot: Snapshot, report: Report): void {
  const hosts = new Set(snapshot.hosts.map(({ body }) => body.id));
  const vms = new Map(snapshot.vms.map(({ body }) => [body.id, body]));
  const held = new Map<string, Allocation[]>();
  for (const { body } of snapshot.allocations) {
    const { vm, host } = body.request;
    const record = vms.get(vm);
    if (record === undefined) report('vm', body.id, `belongs to VM ${vm}, which has no record`);
    else if (record.host !== host)
      report('vm-host', body.id, `is used from ${host}, but VM ${vm} lives on ${record.host}`);
    held.set(vm, [...(held.get(vm) ?? []), body]);
  }
  for (const { id, host } of vms.values()) {
    if (!hosts.has(host)) report('vm-host', id, `lives on ${host}, which does not exist`);
    if (!held.has(id)) report('vm', id, 'has a record, but holds nothing');
  }
  for (const [vm, allocations] of held) checkAddresses(vm, allocations, report);
}

/** VM-side ranges of one VM never overlap; every storage slice is a device of its own. */
function checkAddresses(vm: string, allocations: readonly Allocation[], report: Report): void {
  const spaces = new Map<string, { start: number; end: number; id: string }[]>();
  for (const { id, request, mapping } of allocations) {
    if (request.kind === 'storage') continue;
    const space = request.kind === 'memory' ? 'memory' : request.medium;
    const list = spaces.get(space) ?? [];
    spaces.set(space, list);
    const unit = request.kind === 'compute' ? DEVICE_MILLI : 1;
    let start = Infinity;
    let end = 0;
    for (const row of mapping) {
      start = Math.min(start, Math.floor(row.vm_start / unit) * unit);
      end = Math.max(end, Math.ceil((row.vm_start + row.length) / unit) * unit);
    }
    list.push({ start, end, id });
  }
  for (const [space, list] of spaces) {
    list.sort((a, b) => a.start - b.start);
    let reached = -1;
    for (const { start, end, id } of list) {
      if (start < reached) report('vm-overlap', id, `overlaps another ${space} range of VM ${vm} at ${start}`);
      reached = Math.max(reached, end);
    }
  }
}
