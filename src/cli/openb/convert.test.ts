import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../model/inventory.ts';
import { parseRequest } from '../../model/request-input.ts';
import { parseNodeList } from '../../simulator/openb/node-list.ts';
import { parsePodList } from '../../simulator/openb/pod-list.ts';
import { convert } from './convert.ts';
import type { TraceRequest } from './requests.ts';

const NODES = `sn,cpu_milli,memory_mib,gpu,model
n-0,32000,262144,0,
n-1,96500,393300,8,G2
n-2,64000,131072,2,T4
n-3,64000,131072,2,P100
n-4,0,100,0,
`;
const PODS = `name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos
p-0,12500,16385,1,460,T4|P100,LS
p-1,3152,256,4,1000,G2,LS
p-2,8000,0,2,500,,LS
p-3,0,0,0,0,,BE
p-4,1000,1024,1,1000,T4|T4|P100|G2,BE
`;

function made(pods = PODS, first: number | null = null, nodes = NODES) {
  return convert(parseNodeList('nodes.csv', nodes), parsePodList('pods.csv', pods), first);
}

function requests(pods = PODS): Record<string, TraceRequest> {
  return JSON.parse(made(pods).requests);
}

describe('the fabric', () => {
  const inventory = parseInventory(made().fabric, 'fabric.yaml');
  const drm = (id: string) => inventory.drms.find((known) => known.id === id);

  it('takes each node apart, whole cores and whole HDM units only', () => {
    expect(drm('n-1-compute')?.media).toEqual([
      { medium: 'cpu', capacity: 96_000, step: 4, cost_per_unit_hour_micros: 31_000 },
      { medium: 'gpu', capacity: 8_000, step: 20, cost_per_unit_hour_micros: 900_000 },
    ]);
    expect(drm('n-1-memory')?.media[0]?.capacity).toBe(393_216 * 1024 ** 2);
    expect(drm('n-0-compute')?.media.map(({ medium }) => medium)).toEqual(['cpu']);
    expect(drm('n-4-compute')).toBeUndefined();
    expect(drm('n-4-memory')).toBeUndefined();
  });

  it('labels chassis and GPU model, and both DRMs share a failure domain', () => {
    expect(drm('n-2-compute')?.labels).toEqual({ chassis: 'n-2', 'gpu.T4': 'true' });
    expect(drm('n-2-compute')?.failure_domain).toBe('n-2');
    expect(drm('n-2-memory')?.failure_domain).toBe('n-2');
  });

  it('does not depend on how many pods are taken', () => {
    expect(made(PODS, 1).fabric).toBe(made().fabric);
  });

  it('puts 32 nodes into a rack with a hub and a host, all hubs on one spine', () => {
    const rows = Array.from({ length: 33 }, (_, i) => `m-${i},1000,256,0,\n`).join('');
    const racked = parseInventory(made(PODS, null, `sn,cpu_milli,memory_mib,gpu,model\n${rows}`).fabric, 'f.yaml');
    expect(racked.hubs.map(({ id }) => id)).toEqual(['rah-spine', 'rah-00', 'rah-01']);
    expect(racked.hosts.map(({ id }) => id)).toEqual(['host-00', 'host-01']);
    const hubOf = (id: string) => racked.links.find((link) => link.to === id)?.from;
    expect([hubOf('m-31-memory'), hubOf('m-32-memory')]).toEqual(['rah-00', 'rah-01']);
  });

  it('quotes what YAML would read as something else', () => {
    const text = made(PODS, null, 'sn,cpu_milli,memory_mib,gpu,model\n1e5,1000,256,0,\ntrue,1000,256,1,no\n').fabric;
    const ids = parseInventory(text, 'f.yaml').drms.map(({ id, failure_domain }) => [id, failure_domain]);
    expect(ids).toContainEqual(['1e5-compute', '1e5']);
    expect(ids).toContainEqual(['true-memory', 'true']);
  });
});

describe('the requests', () => {
  it('are up to three per pod, in forms that the model reads', () => {
    expect(Object.keys(requests())).toEqual([
      'p-0.cpu',
      'p-0.gpu',
      'p-0.memory',
      'p-1.cpu',
      'p-1.gpu',
      'p-1.memory',
      'p-2.cpu',
      'p-2.gpu',
      'p-4.cpu',
      'p-4.gpu',
      'p-4.memory',
    ]);
    const sizes = Object.values(requests()).map(({ size }) => size);
    expect(sizes).toEqual(['12500m', '460m', '16640MiB', '3152m', '4', '256MiB', '8', '2x500m', '1', '1', '1GiB']);
    for (const request of Object.values(requests())) expect(parseRequest(request).vm).toBe(request.vm);
  });

  it('ask for one model by its label, for several by refusing the others', () => {
    expect(requests()['p-1.gpu']?.constraints).toEqual({ labels: { 'gpu.G2': 'true' } });
    expect(requests()['p-0.gpu']?.constraints).toEqual({ not_labels: { 'gpu.G2': 'true' } });
    expect(requests()['p-2.gpu']?.constraints).toBeUndefined();
    // Every model that the fabric has will do.
    expect(requests()['p-4.gpu']?.constraints).toBeUndefined();
  });

  it('read the short lists as well', () => {
    const short = requests('name,cpu_milli,memory_mib,num_gpu,gpu_milli\np-0,1000,256,1,460\n');
    expect(Object.keys(short)).toEqual(['p-0.cpu', 'p-0.gpu', 'p-0.memory']);
  });

  it('have one line each', () => {
    expect(made().requests.split('\n')).toHaveLength(11 + 3);
    expect(made('name,cpu_milli,memory_mib,num_gpu,gpu_milli\n').requests).toBe('{}\n');
  });
});

describe('the summary', () => {
  it('says what rounding did', () => {
    expect(made().summary).toMatchObject({
      nodes: 5,
      drms: 8,
      cpu_left_out_milli: 500,
      memory_left_out_mib: 84 + 100,
      pods: 5,
      empty_pods: 1,
      requests: 11,
      memory_rounding_mib: 255,
      cpu_step_milli: 4,
      gpu_step_milli: 20,
    });
    expect(made(PODS, 2).summary).toMatchObject({ pods: 2, pods_in_list: 5, requests: 6 });
  });
});

describe('malformed lists', () => {
  it.each([
    ['sn,cpu_milli,memory_mib,gpu,model\nn,1000,256,x,\n', 'nodes.csv:2: gpu "x" is not allowed'],
    ['sn,cpu_milli,memory_mib,gpu,model\nn,1000,256,2,\n', 'nodes.csv:2: a node with 2 GPUs names no model'],
    ['sn,cpu_milli,memory_mib,gpu,model\nn,1,1,0,\nn,1,1,0,\n', 'nodes.csv:3: sn "n" was given in line 2 already'],
    ['sn,cpu_milli,memory_mib,gpu,model\n', 'nodes.csv:1: there is not one node in it'],
  ])('nodes %#', (nodes, message) => expect(() => made(PODS, null, nodes)).toThrow(message));

  it.each([
    ['p,1,1,1,1001', 'pods.csv:2: gpu_milli "1001" is not allowed (a whole number from 0 to 1000)'],
    ['p,1,1,1,0', 'pods.csv:2: pod "p" wants 1 GPUs of 0 milli each (1 to 1000)'],
    ['p,1,1,0,5', 'pods.csv:2: pod "p" wants 5 milli of no GPU (num_gpu of 1 or more)'],
    ['p,1,1,0,0\np,1,1,0,0', 'pods.csv:3: pod "p" was given in line 2 already'],
  ])('pods %#', (rows, message) => {
    expect(() => made(`name,cpu_milli,memory_mib,num_gpu,gpu_milli\n${rows}\n`)).toThrow(message);
  });
});
