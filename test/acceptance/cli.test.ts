import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FabricClient } from '../../src/fabric/client.ts';
import { openEmbeddedFabric } from '../../src/fabric/embedded.ts';
import { parseRequest } from '../../src/model/request-input.ts';
import { policyModuleBytes } from '../../src/policy/module-bytes.ts';
import { WasmPolicy } from '../../src/policy/wasm.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RAH = join(ROOT, 'dist', 'rah');
const REQUESTER = { owner: '/lab', instance: 'test' };
const DEADLINE_MS = 10_000;

const dirs: string[] = [];

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'rah-cli-'));
  dirs.push(dir);
  return dir;
}

afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

function rah(cwd: string, ...args: string[]) {
  const env = { ...process.env, RAH_FABRIC: '', NO_COLOR: '' };
  const { status, stdout, stderr } = spawnSync(RAH, args, { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function json(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = rah(cwd, ...args, '--json');
  try {
    return { status, stderr, value: JSON.parse(stdout) };
  } catch {
    throw new Error(`rah ${args.join(' ')} --json printed ${JSON.stringify(stdout)} and ${stderr}`);
  }
}

async function withFabric(dir: string, use: (client: FabricClient) => Promise<void>): Promise<void> {
  const client = await openEmbeddedFabric({
    fabric: join(dir, 'fabric.yaml'),
    policy: () => WasmPolicy.fromBytes(policyModuleBytes()),
  });
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

/** A directory with the quickstart's fabric, one composition and one named allocation in it. */
async function lab(): Promise<string> {
  const dir = directory();
  cpSync(join(ROOT, 'examples', 'quickstart', 'fabric.yaml'), join(dir, 'fabric.yaml'));
  await withFabric(dir, async (client) => {
    const of = { vm: 'db', host: 'host-a' };
    const wanted = {
      cores: { ...of, kind: 'compute', medium: 'cpu', size: '12500m' },
      memory: { ...of, kind: 'memory', medium: 'dram', size: '128GiB', constraints: { interleave_ways: 2 } },
      volume: { ...of, kind: 'storage', medium: 'nvme', size: '500GiB' },
    };
    await client.applyComposition(
      {
        name: 'db',
        wanted: Object.entries(wanted).map(([key, request]) => ({ key, request: parseRequest(request) })),
        slices: null,
        requester: REQUESTER,
        run: null,
      },
      DEADLINE_MS,
    );
    await client.applyAllocation(
      {
        id: null,
        name: 'web-gpu',
        request: parseRequest({ vm: 'web', host: 'host-b', kind: 'compute', medium: 'gpu', size: '250m' }),
        placement: null,
        origin: null,
        requester: REQUESTER,
        run: null,
      },
      DEADLINE_MS,
    );
  });
  return dir;
}

describe('a fabric with something on it', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await lab();
  });

  it('fabric show', () => {
    const { status, stdout, stderr } = rah(dir, 'fabric', 'show');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('fabric rack-7, revision ');
    expect(stdout).toMatch(/^cpu-1 +compute +online +cpu +96 +12\.5 +83\.5 +13\.0% /m);
    expect(stdout).toContain('2 hosts, 2 VMs, 4 allocations, 1 composition');
    const { value } = json(dir, 'fabric', 'show');
    expect(value.fabric.name).toBe('rack-7');
    expect(value.drms).toHaveLength(7);
    expect(value.allocations).toHaveLength(4);
  });

  it('map', () => {
    const { status, stdout } = rah(dir, 'map', 'db');
    expect(status).toBe(0);
    expect(stdout).toContain('VM db on host host-a: 3 allocations');
    expect(stdout).toMatch(/vCPU 0-11 +-> +cpu-1 +cores \d+-\d+ +whole/);
    expect(stdout).toMatch(/vCPU 12 +-> +cpu-1 +core \d+ +500m/);
    expect(stdout).toMatch(/0x[0-9a-f]{12}-0x[0-9a-f]{12} +128GiB +mem-\d +0x\S+ +1 of 2, every 256B/);
    expect(stdout).toContain('VM BLOCKS (LBA)');
    expect(rah(dir, 'map', 'web').stdout).toMatch(/GPU 0 +-> +acc-1 +gpu \d +250m/);
    const { value } = json(dir, 'map', 'db');
    expect(value.allocations.map((each: { key: string }) => each.key)).toEqual(['cores', 'memory', 'volume']);
  });

  it('explain by id, by name, by place in a composition', () => {
    const byName = json(dir, 'explain', 'web-gpu');
    expect(byName.status).toBe(0);
    expect(json(dir, 'explain', byName.value.id).value).toEqual(byName.value);
    const member = json(dir, 'explain', 'db/memory').value;
    expect(member.explanation.chosen).toHaveLength(2);
    const { stdout } = rah(dir, 'explain', 'db/memory');
    expect(stdout).toContain('128GiB of dram (memory) for VM db on host host-a');
    expect(stdout).toMatch(/chosen +mem-\d +\d+ +\d+ +\d+ +\d+/);
  });

  it('check', () => {
    const { status, stdout } = rah(dir, 'check');
    expect(stdout).toContain('violations: 0\n');
    expect(status).toBe(0);
    expect(json(dir, 'check').value).toMatchObject({ drms: 7, allocations: 4, violations: [] });
  });

  it('says no with 1 and a hint', () => {
    const vm = rah(dir, 'map', 'bd');
    expect(vm.status).toBe(1);
    expect(vm.stdout).toBe('');
    expect(vm.stderr).toContain('error: no VM is called "bd"\nhint: VMs here: db, web. Did you mean "db"?');
    expect(json(dir, 'explain', 'db/core')).toMatchObject({
      status: 1,
      value: { error: { code: 'allocation_not_found', details: { composition: 'db', key: 'core' } } },
    });
    expect(json(dir, 'release', '--composition', 'none')).toMatchObject({
      status: 1,
      value: { error: { code: 'composition_not_found' } },
    });
    expect(json(dir, 'drm', 'set-state', 'mem-9', 'failed')).toMatchObject({
      status: 1,
      value: { error: { code: 'drm_not_found' } },
    });
  });
});

describe('operator actions', () => {
  it('release and set-state change the fabric and say how', async () => {
    const dir = await lab();
    const cordoned = rah(dir, 'drm', 'set-state', 'cpu-1', 'cordoned');
    expect(cordoned).toMatchObject({ status: 0, stderr: '' });
    expect(cordoned.stdout).toContain('cpu-1: online -> cordoned (the inventory declares it online)');
    expect(cordoned.stdout).toContain('1 allocation on it: db/cores');
    expect(json(dir, 'drm', 'set-state', 'cpu-1', 'online').value.was).toBe('cordoned');

    const member = json(dir, 'release', 'db/memory');
    expect(member).toMatchObject({ status: 1, value: { error: { code: 'composition_member' } } });
    expect(member.stderr).toContain('rah release --composition db');

    const released = json(dir, 'release', 'web-gpu');
    expect(released.value.released).toMatchObject([{ name: 'web-gpu', vm: 'web', drms: ['acc-1'] }]);
    expect(rah(dir, 'release', 'web-gpu').status).toBe(1);

    const whole = rah(dir, 'release', '--composition', 'db');
    expect(whole).toMatchObject({ status: 0 });
    expect(whole.stdout).toContain('composition db: released 3 allocations');
    expect(json(dir, 'fabric', 'show').value).toMatchObject({ allocations: [], compositions: [], vms: [] });
    expect(rah(dir, 'check').stdout).toContain('violations: 0\n');
  });
});

describe('the executable', () => {
  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(rah(ROOT, '--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('answers a wrong command line with 2, a missing or wrong inventory with 1, and never with a stack', () => {
    const dir = directory();
    expect(rah(dir, 'chek')).toMatchObject({ status: 2, stdout: '' });
    const missing = json(dir, 'check');
    expect(missing).toMatchObject({ status: 1, value: { error: { code: 'inventory_unreadable' } } });
    expect(missing.stderr).toMatch(/^error: .*fabric\.yaml.*\nhint: /);
    writeFileSync(
      join(dir, 'fabric.yaml'),
      'rah: 1\ndrms:\n  - {id: a, kind: memory, media: {dram: {capacity: 512}}}\n',
    );
    const wrong = rah(dir, 'check');
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('fabric.yaml:3:');
    for (const { stderr } of [missing, wrong]) expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('outlives a reader that goes away', async () => {
    const dir = directory();
    cpSync(join(ROOT, 'examples', 'quickstart', 'fabric.yaml'), join(dir, 'fabric.yaml'));
    const child = spawn(RAH, ['fabric', 'show'], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const status = await new Promise((done) => child.on('close', done));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('convert openb', () => {
  const NODES =
    'sn,cpu_milli,memory_mib,gpu,model\nn-0,32000,262144,0,\nn-1,96000,393216,8,G2\nn-2,64000,131072,2,T4\n';
  const PODS =
    'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n' +
    'p-0,12500,16385,1,460,T4\np-1,3152,256,4,1000,\np-2,8000,1024,0,0,\n';

  function lists(): string {
    const dir = directory();
    writeFileSync(join(dir, 'nodes.csv'), NODES);
    writeFileSync(join(dir, 'pods.csv'), PODS);
    return dir;
  }

  it('makes a fabric that rah opens and requests that it places', async () => {
    const dir = lists();
    const { status, value } = json(dir, 'convert', 'openb', '--nodes', 'nodes.csv', '--pods', 'pods.csv', '--out', '.');
    expect(status).toBe(0);
    expect(value).toMatchObject({ nodes: 3, drms: 6, pods: 3, requests: 8, memory_rounding_mib: 255 });
    const requests = JSON.parse(readFileSync(join(dir, 'requests.json'), 'utf8'));
    await withFabric(dir, async (client) => {
      const wanted = Object.entries(requests).map(([key, request]) => ({ key, request: parseRequest(request) }));
      await client.applyComposition(
        { name: 'openb', wanted, slices: null, requester: REQUESTER, run: null },
        DEADLINE_MS,
      );
    });
    expect(json(dir, 'explain', 'openb/p-0.gpu').value.segments).toMatchObject([{ drm: 'n-2-compute' }]);
    expect(json(dir, 'check').value).toMatchObject({ allocations: 8, violations: [] });
  });

  it('is deterministic, wherever the lists lie', () => {
    const [one, two] = [lists(), lists()];
    for (const dir of [one, two]) {
      const args = [
        '--nodes',
        join(dir, 'nodes.csv'),
        '--pods',
        join(dir, 'pods.csv'),
        '--out',
        join(dir, 'made', 'here'),
      ];
      expect(rah(directory(), 'convert', 'openb', ...args).status).toBe(0);
    }
    for (const file of ['fabric.yaml', 'requests.json']) {
      expect(readFileSync(join(one, 'made', 'here', file))).toEqual(readFileSync(join(two, 'made', 'here', file)));
    }
  });

  it('names file and line of what is malformed, and writes nothing', () => {
    const dir = lists();
    writeFileSync(join(dir, 'pods.csv'), `${PODS}p-3,1000,many,0,0,\n`);
    const { status, stderr } = rah(
      dir,
      'convert',
      'openb',
      '--nodes',
      'nodes.csv',
      '--pods',
      'pods.csv',
      '--out',
      'made',
    );
    expect(status).toBe(1);
    expect(stderr).toContain('pods.csv:5: memory_mib "many" is not allowed');
    expect(existsSync(join(dir, 'made'))).toBe(false);
  });
});
