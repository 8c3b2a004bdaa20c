import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApplyAllocation, ApplyComposition } from '../model/change.ts';
import type { Clock, IdSource } from '../model/clock.ts';
import type { PlanRun, WantedSlice } from '../model/plan.ts';
import { parseRequest, type RequestInput } from '../model/request-input.ts';
import type { AllocationView } from '../model/view.ts';
import { ReferencePolicy } from '../policy/reference.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { Vrm } from './vrm.ts';

export const INVENTORY = `rah: 1
name: test
hubs: [{id: hub}]
hosts: [{id: host-a}, {id: host-b}]
drms:
  - {id: acc-1, kind: compute, media: {gpu: {capacity: 4, cost_per_unit_hour_micros: 900000}, cpu: {capacity: 16}}}
  - {id: mem-1, kind: memory, labels: {tier: gold}, media: {dram: {capacity: 8GiB, cost_per_unit_hour_micros: 100}}}
  - {id: mem-2, kind: memory, labels: {tier: gold}, media: {dram: {capacity: 16GiB, cost_per_unit_hour_micros: 100}}}
  - {id: mem-3, kind: memory, labels: {tier: iron}, media: {dram: {capacity: 16GiB, cost_per_unit_hour_micros: 100}}}
  - {id: ssd-1, kind: storage, media: {nvme: {capacity: 1GiB}}}
links:
  - {from: host-a, to: hub, type: pcie5, latency_ns: 100}
  - {from: host-b, to: hub, type: pcie5, latency_ns: 300}
  - {from: hub, to: acc-1, type: pcie5, latency_ns: 100}
  - {from: hub, to: mem-1, type: cxl2, latency_ns: 100}
  - {from: hub, to: mem-2, type: cxl2, latency_ns: 100}
  - {from: hub, to: mem-3, type: cxl2, latency_ns: 100}
  - {from: hub, to: ssd-1, type: pcie5, latency_ns: 100}
`;

/** Fabrics for tests: real store files, an inventory in memory, a clock and processes that the test owns. */
export class FabricFixture {
  readonly directory = mkdtempSync(join(tmpdir(), 'rah-vrm-'));
  text: string;
  now = 1_000_000;
  readonly alive = new Set<string>(['me']);
  #ids = 0;
  #version = 0;
  readonly #opened: Vrm[] = [];

  constructor(text = INVENTORY) {
    this.text = text;
  }

  setInventory(text: string): void {
    this.text = text;
    this.#version++;
  }

  async open(): Promise<Vrm> {
    const clock: Clock = { now: () => this.now, sleep: () => new Promise((resolve) => setTimeout(resolve, 1)) };
    const ids: IdSource = { next: () => String(++this.#ids).padStart(16, '0') };
    const store = await SqliteStore.open({ file: join(this.directory, 'store.db'), clock, ids });
    const vrm = await Vrm.open({
      store,
      policy: new ReferencePolicy(),
      inventory: { fileName: 'fabric.yaml', stamp: () => String(this.#version), read: () => this.text },
      clock,
      ids,
      isAlive: (instance) => this.alive.has(instance),
    }).catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
    this.#opened.push(vrm);
    return vrm;
  }

  async close(): Promise<void> {
    for (const vrm of this.#opened) await vrm.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function want(key: string, input: Partial<RequestInput> = {}): WantedSlice {
  return { key, request: parseRequest({ vm: 'vm-1', host: 'host-a', medium: 'dram', size: '1GiB', ...input }) };
}

export function allocate(input: Partial<RequestInput> = {}, more: Partial<ApplyAllocation> = {}): ApplyAllocation {
  const { request } = want('', input);
  const requester = { owner: 'dir', instance: 'me' };
  return { id: null, name: null, request, placement: null, origin: null, requester, run: null, ...more };
}

export function compose(name: string, wanted: WantedSlice[], more: Partial<ApplyComposition> = {}): ApplyComposition {
  return { name, wanted, slices: null, requester: { owner: 'dir', instance: 'me' }, run: null, ...more };
}

export function run(process: string, before_ms: number | null = null, more: Partial<PlanRun> = {}): PlanRun {
  const recall = before_ms === null ? null : { before_ms };
  return { process, plan_id: null, owner: 'dir', recall, many_plans: false, ...more };
}

/** `mem-1[0+1]`, in GiB (or devices): short enough to compare by eye. */
export function places(allocation: Pick<AllocationView, 'placement' | 'request'>): string {
  const unit = allocation.request.kind === 'compute' ? 1000 : 1024 ** 3;
  return allocation.placement.segments
    .map(
      ({ drm, extents }) =>
        `${drm}[${extents.map(({ start, length }) => `${start / unit}+${length / unit}`).join(' ')}]`,
    )
    .join(' ');
}
