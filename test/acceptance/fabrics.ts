/** Inventories of the acceptance tests. */

/** Two hosts; three memory modules, the third behind a second hub; one GPU and one storage module. */
export const LAB = `rah: 1
name: lab
hubs:
  - id: hub-1
  - id: hub-2
hosts:
  - id: host-a
  - id: host-b
drms:
  - id: mem-1
    kind: memory
    labels: { tier: gold }
    media: { dram: { capacity: 64GiB, cost_per_unit_hour_micros: 4000 } }
  - id: mem-2
    kind: memory
    labels: { tier: gold }
    media: { dram: { capacity: 64GiB, cost_per_unit_hour_micros: 4000 } }
  - id: mem-3
    kind: memory
    labels: { tier: silver }
    media: { dram: { capacity: 128GiB, cost_per_unit_hour_micros: 8000 } }
  - id: gpu-1
    kind: compute
    media: { gpu: { capacity: 4, cost_per_unit_hour_micros: 1000000 } }
  - id: ssd-1
    kind: storage
    media: { nvme: { capacity: 4TiB, cost_per_unit_hour_micros: 100 } }
links:
  - { from: host-a, to: hub-1, type: cxl3, lanes: 16, latency_ns: 70 }
  - { from: host-b, to: hub-2, type: cxl3, lanes: 16, latency_ns: 70 }
  - { from: hub-1, to: hub-2, type: cxl3, lanes: 16, latency_ns: 80 }
  - { from: hub-1, to: mem-1, type: cxl2, lanes: 16, latency_ns: 100 }
  - { from: hub-1, to: mem-2, type: cxl2, lanes: 16, latency_ns: 110 }
  - { from: hub-2, to: mem-3, type: cxl2, lanes: 16, latency_ns: 100 }
  - { from: hub-1, to: gpu-1, type: pcie5, lanes: 16, latency_ns: 150 }
  - { from: hub-2, to: ssd-1, type: pcie5, lanes: 8, latency_ns: 150 }
`;

/** One host and so many equal memory modules of that many GiB. */
export function rack(modules: number, capacity: string): string {
  const drms = Array.from(
    { length: modules },
    (_, index) =>
      `  - { id: mem-${index + 1}, kind: memory, media: { dram: { capacity: ${capacity}, cost_per_unit_hour_micros: 1000 } } }`,
  );
  return `rah: 1\nname: rack\nhosts:\n  - { id: host-a }\ndrms:\n${drms.join('\n')}\n`;
}
