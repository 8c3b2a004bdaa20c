import type { Host, Hub, Link } from './fabric.ts';

/** Latency of what cannot be reached. */
export const UNREACHABLE = 0xffffffff;

/** From one host, by DRM: the path of least latency, and the narrowest link on it. */
export interface Reach {
  /** Nanoseconds; UNREACHABLE where there is no path. */
  readonly latency_ns: number;
  /** MB/s; 0 where there is no path. */
  readonly bandwidth_mbps: number;
}

const NO_PATH: Reach = { latency_ns: UNREACHABLE, bandwidth_mbps: 0 };

interface Edge {
  readonly to: number;
  readonly latency: number;
  readonly bandwidth: number;
}

/** Host–DRM distances over the links of an inventory. Computed host by host, when first asked for. */
export class Distances {
  readonly #node = new Map<string, number>();
  readonly #edges: Edge[][] = [];
  readonly #forwards: boolean[] = [];
  readonly #reach = new Map<string, { readonly latency: Float64Array; readonly bandwidth: Float64Array }>();

  constructor(topology: { readonly hubs: readonly Hub[]; readonly links: readonly Link[] }) {
    // Only hubs forward: traffic does not cross a host or a DRM on its way to another one.
    for (const hub of topology.hubs) this.#forwards[this.#intern(hub.id)] = true;
    for (const link of topology.links) {
      const a = this.#intern(link.from);
      const b = this.#intern(link.to);
      this.#edges[a]?.push({ to: b, latency: link.latency_ns, bandwidth: link.bandwidth_mbps });
      this.#edges[b]?.push({ to: a, latency: link.latency_ns, bandwidth: link.bandwidth_mbps });
    }
  }

  between(host: string, drm: string): Reach {
    const target = this.#node.get(drm);
    const source = this.#node.get(host);
    if (target === undefined || source === undefined) return NO_PATH;
    let reach = this.#reach.get(host);
    if (reach === undefined) {
      reach = this.#search(source);
      this.#reach.set(host, reach);
    }
    const latency = reach.latency[target] ?? Infinity;
    if (latency === Infinity) return NO_PATH;
    return {
      latency_ns: Math.min(latency, UNREACHABLE - 1),
      bandwidth_mbps: Math.min(reach.bandwidth[target] ?? 0, UNREACHABLE),
    };
  }

  #intern(id: string): number {
    const known = this.#node.get(id);
    if (known !== undefined) return known;
    const node = this.#edges.length;
    this.#node.set(id, node);
    this.#edges.push([]);
    this.#forwards.push(false);
    return node;
  }

  /** Dijkstra; of equally fast paths the one with the widest bottleneck. */
  #search(source: number): { latency: Float64Array; bandwidth: Float64Array } {
    const latency = new Float64Array(this.#edges.length).fill(Infinity);
    const bandwidth = new Float64Array(this.#edges.length);
    latency[source] = 0;
    bandwidth[source] = Infinity;
    const heap = new NodeHeap((a, b) => {
      const difference = (latency[a] ?? 0) - (latency[b] ?? 0);
      return difference !== 0 ? difference < 0 : (bandwidth[a] ?? 0) > (bandwidth[b] ?? 0);
    });
    heap.push(source);
    const done = new Uint8Array(this.#edges.length);
    for (let node = heap.pop(); node !== null; node = heap.pop()) {
      if (done[node] === 1) continue;
      done[node] = 1;
      if (node !== source && this.#forwards[node] !== true) continue;
      for (const edge of this.#edges[node] ?? []) {
        if (done[edge.to] === 1) continue;
        const far = (latency[node] ?? 0) + edge.latency;
        const wide = Math.min(bandwidth[node] ?? 0, edge.bandwidth);
        const known = latency[edge.to] ?? Infinity;
        if (far > known || (far === known && wide <= (bandwidth[edge.to] ?? 0))) continue;
        latency[edge.to] = far;
        bandwidth[edge.to] = wide;
        heap.push(edge.to);
      }
    }
    return { latency, bandwidth };
  }
}

/** A binary heap of nodes under an order that may improve while a node waits (it is then pushed again). */
class NodeHeap {
  readonly #nodes: number[] = [];
  readonly #before: (a: number, b: number) => boolean;

  constructor(before: (a: number, b: number) => boolean) {
    this.#before = before;
  }

  push(node: number): void {
    const nodes = this.#nodes;
    let at = nodes.length;
    nodes.push(node);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(node, nodes[parent] as number)) break;
      nodes[at] = nodes[parent] as number;
      at = parent;
    }
    nodes[at] = node;
  }

  pop(): number | null {
    const nodes = this.#nodes;
    const top = nodes[0];
    const last = nodes.pop();
    if (top === undefined || last === undefined) return null;
    if (nodes.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= nodes.length) break;
      if (child + 1 < nodes.length && this.#before(nodes[child + 1] as number, nodes[child] as number)) child++;
      if (!this.#before(nodes[child] as number, last)) break;
      nodes[at] = nodes[child] as number;
      at = child;
    }
    nodes[at] = last;
    return top;
  }
}

/** Ids of hosts from which no DRM can be reached: linear in the links, whatever the number of hosts. */
export function hostsThatReachNothing(inventory: {
  readonly hubs: readonly Hub[];
  readonly hosts: readonly Host[];
  readonly links: readonly Link[];
  readonly drms: readonly { readonly id: string }[];
}): string[] {
  if (inventory.drms.length === 0) return [];
  const hubs = new Set(inventory.hubs.map(({ id }) => id));
  const neighbours = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    const list = neighbours.get(a);
    if (list === undefined) neighbours.set(a, [b]);
    else list.push(b);
  };
  for (const link of inventory.links) {
    join(link.from, link.to);
    join(link.to, link.from);
  }
  // Walk from the DRMs outwards; only DRMs (as starts) and hubs pass the walk on.
  const reached = new Set(inventory.drms.map(({ id }) => id));
  const queue = [...reached];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of neighbours.get(node) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      if (hubs.has(next)) queue.push(next);
    }
  }
  return inventory.hosts.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
}
