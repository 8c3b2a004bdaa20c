import { describe, expect, it } from 'vitest';
import { RahError } from '../errors/rah-error.ts';
import type { FabricClient } from '../fabric/client.ts';
import type { CheckReport } from '../model/check-report.ts';
import { GIB } from '../model/medium.ts';
import { DEFAULT_CONSTRAINTS, DEFAULT_WEIGHTS } from '../model/request.ts';
import type { AllocationView, DrmView, FabricView } from '../model/view.ts';
import { COMMANDS, run } from './program.ts';
import type { FabricChoice } from './session.ts';

const DRM: DrmView = {
  id: 'mem-1',
  kind: 'memory',
  media: [{ medium: 'dram', capacity: 512 * GIB, step: GIB / 4, cost_per_unit_hour_micros: 4200 }],
  labels: {},
  failure_domain: 'mem-1',
  declared_state: 'online',
  state: 'cordoned',
  generation: 3,
  usage: [
    {
      medium: 'dram',
      capacity: 512 * GIB,
      used: 8 * GIB,
      free: 504 * GIB,
      largest_free: 504 * GIB,
      cost_per_unit_hour_micros: 4200,
    },
  ],
  allocations: ['a-1'],
};

const ALLOCATION: AllocationView = {
  id: 'a-1',
  name: null,
  checked_revision: 1,
  concerns: [],
  request: {
    vm: 'db',
    host: 'host-a',
    kind: 'memory',
    medium: 'dram',
    size: { amount: 8 * GIB, devices: 0, share: 0, remainder: 0 },
    constraints: { ...DEFAULT_CONSTRAINTS, labels: { tier: 'gold' }, max_latency_ns: 200 },
    weights: DEFAULT_WEIGHTS,
  },
  placement: {
    segments: [{ drm: 'mem-1', medium: 'dram', extents: [{ start: 0, length: 8 * GIB }] }],
    score: 8000,
    cost_per_hour_micros: 33_600,
    latency_ns: 170,
    reason: 'best of 2',
    explanation: {
      considered: 9,
      candidates: 2,
      rejected: { medium: 6, latency: 1 },
      chosen: [{ drm: 'mem-1', scores: { proximity: 9000, utilization: 8000, cost: 6000, total: 8000 } }],
      runner_up: { drm: 'mem-2', scores: { proximity: 9000, utilization: 7000, cost: 6000, total: 7600 } },
      largest_free: 512 * GIB,
      largest_free_drm: 'mem-1',
    },
  },
  mapping: [
    {
      unit: 'byte',
      vm_start: 4 * GIB,
      length: 8 * GIB,
      drm: 'mem-1',
      medium: 'dram',
      drm_start: 0,
      position: 0,
      ways: 1,
      granularity_bytes: 0,
    },
  ],
  state: 'attached',
  lost_reason: null,
  composition: 'db/main',
  key: 'memory',
  origin: null,
  requester: { owner: '/lab', instance: '1' },
  acknowledged: true,
  generation: 7,
};

const VIEW: FabricView = {
  info: { uid: 'u', name: 'lab', revision: 12 },
  drms: [DRM],
  hosts: [{ id: 'host-a', labels: { rack: 'r1' } }],
  links: [],
  vms: [{ id: 'db', host: 'host-a' }],
  allocations: [ALLOCATION],
  compositions: [
    {
      name: 'db/main',
      members: { memory: 'a-1' },
      requester: ALLOCATION.requester,
      acknowledged: true,
      generation: 1,
      allocations: { memory: ALLOCATION },
    },
  ],
};

const CLEAN: CheckReport = { revision: 12, drms: 1, allocations: 1, violations: [], concerns: [], unacknowledged: [] };

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly string[];
  readonly choice: FabricChoice | null;
}

async function rah(line: string, options: { check?: CheckReport; tty?: boolean; env?: Record<string, string> } = {}) {
  const calls: string[] = [];
  const refuse = () => Promise.reject(new Error('the command line never asks for this'));
  const client: FabricClient = {
    info: async () => VIEW.info,
    view: async () => VIEW,
    drms: async () => VIEW.drms,
    allocation: async (name) => VIEW.allocations.find(({ id }) => id === name) ?? null,
    composition: async (name) => VIEW.compositions.find((known) => known.name === name) ?? null,
    acknowledgeAll: refuse,
    disown: refuse,
    inventoryProblem: async () => null,
    preview: refuse,
    applyAllocation: refuse,
    applyComposition: refuse,
    releaseAllocation: async (id) => void calls.push(`release ${id}`),
    releaseComposition: async (name) => void calls.push(`release composition ${name}`),
    setDrmState: async (id, state) => {
      if (id !== DRM.id) throw new RahError('drm_not_found', `no DRM ${id}`, { details: { drm: id } });
      calls.push(`state ${id} ${state}`);
      return { ...DRM, state };
    },
    check: async () => options.check ?? CLEAN,
    close: async () => void calls.push('close'),
  };
  let [out, err] = ['', ''];
  let choice: FabricChoice | null = null;
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    {
      env: options.env ?? {},
      outIsTty: options.tty === true,
      errIsTty: options.tty === true,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
    (chosen) => async (use) => {
      choice = chosen;
      try {
        return await use(client);
      } finally {
        await client.close();
      }
    },
  );
  return { code, out, err, calls, choice } as Ran;
}

describe('the command line itself', () => {
  it('has help with examples for every command', async () => {
    const all = await rah('--help');
    expect(all.code).toBe(0);
    expect(all.out).toContain('Examples:');
    for (const { name, examples } of COMMANDS) {
      const help = await rah(`${name} --help`);
      expect(help.code, name).toBe(0);
      expect(help.out, name).toContain(`$ ${examples[0]}`);
      expect(help.out, name).toContain('--json');
      expect(all.out).toContain(name.split(' ')[0]);
    }
  });

  it.each([
    ['', 'a command is missing'],
    ['fabric', 'a command is missing'],
    ['chek', "unknown command 'chek'"],
    ['chek --help', `unknown command 'chek'. Did you mean "check"?`],
    ['fabric shw --help', `unknown command 'shw'. Did you mean "show"?`],
    ['help chek', "unknown command 'chek'"],
    ['x'.repeat(500), `unknown command '${'x'.repeat(80)}…'`],
    [`map a ${'x'.repeat(500)}`, `got 2: a, ${'x'.repeat(80)}…`],
    ['check --jsn', "unknown option '--jsn'"],
    ['map', "missing required argument 'vm'"],
    ['map a b', 'too many arguments'],
    ['drm set-state mem-1 broken', 'Allowed choices are online, cordoned'],
    ['release', 'give either an allocation or --composition NAME'],
    ['release a --composition b', 'give either an allocation or --composition NAME'],
    ['convert openb --nodes n --pods p --out o --first 0', 'not a whole number above 0'],
    ['policy inspect', "missing required argument 'file'"],
    ['simulate openb --nodes n --pods p --seeds 42', "required option '--policy <name>' not specified"],
    [
      'simulate openb --nodes n --pods p --seeds 42 --policy best',
      'error: --policy: "best" is no policy. Allowed choices are',
    ],
    ['simulate openb --nodes n --pods p --policy fgd --seeds 51-42', 'is no list of seeds'],
    ['simulate openb --nodes n --pods p --policy fgd --seeds 1-20000', 'more than 10000 seeds'],
    ['simulate openb --nodes n --pods p --policy fgd --seeds 1-6000,5000-10001', 'more than 10000 seeds'],
    [`simulate openb --nodes n --pods p --policy fgd --seeds ${'9'.repeat(10_000)}`, `"${'9'.repeat(80)}…" is no list`],
    ['convert openb', "required option '--nodes <csv>' not specified"],
  ])('answers %j with exit code 2', async (line, message) => {
    const { code, err, calls } = await rah(line);
    expect(code).toBe(2);
    expect(err).toContain('error: ');
    expect(err).toContain(message);
    expect(err).toContain('hint: ');
    expect(calls).toEqual([]);
  });

  it('prints the version', async () => {
    expect(await rah('--version')).toMatchObject({ code: 0, out: 'development\n' });
  });

  it('takes the fabric from the option, the environment, or here', async () => {
    expect((await rah('check --fabric lab.yaml --state-dir /s')).choice).toEqual({
      fabric: 'lab.yaml',
      stateDir: '/s',
    });
    expect((await rah('check', { env: { RAH_FABRIC: 'env.yaml' } })).choice?.fabric).toBe('env.yaml');
    expect((await rah('check', { env: { RAH_FABRIC: '' } })).choice?.fabric).toBe('fabric.yaml');
  });

  it('prints failures as JSON on stdout as well when asked for JSON', async () => {
    const { code, out, err } = await rah('drm set-state mem-9 online --json');
    expect(code).toBe(1);
    expect(JSON.parse(out).error).toMatchObject({ code: 'drm_not_found', details: { drm: 'mem-9' } });
    expect(err).toContain('no DRM mem-9');
    expect(JSON.parse((await rah('--json chek')).out).error.code).toBe('usage');
  });

  it('colours on a terminal only, and not against the wish of its owner', async () => {
    const csi = '\u001b[';
    expect((await rah('fabric show')).out).not.toContain(csi);
    expect((await rah('fabric show', { tty: true })).out).toContain(csi);
    expect((await rah('fabric show', { tty: true })).out).toContain('█');
    expect((await rah('fabric show --no-color', { tty: true })).out).not.toContain(csi);
    expect((await rah('fabric show', { tty: true, env: { NO_COLOR: '1' } })).out).not.toContain(csi);
    expect((await rah('fabric show --json', { tty: true })).out).not.toContain(csi);
  });
});

describe('commands', () => {
  it('fabric show', async () => {
    const { code, out } = await rah('fabric show');
    expect(code).toBe(0);
    expect(out).toContain('fabric lab, revision 12');
    expect(out).toMatch(
      /mem-1 +memory +cordoned \(declared online\) +dram +512GiB +8GiB +504GiB +1\.6% +504GiB +0\.0042/,
    );
    expect(out).toContain('1 host, 1 VM, 1 allocation, 1 composition');
    const json = JSON.parse((await rah('fabric show --json')).out);
    expect(json.totals).toEqual([{ medium: 'dram', drms: 1, capacity: 512 * GIB, used: 8 * GIB, free: 504 * GIB }]);
  });

  it('map', async () => {
    const { out, calls } = await rah('map db');
    expect(out).toContain('db/main/memory  dram 8GiB, attached, 170 ns from host-a, a-1');
    expect(out).toContain('0x000100000000-0x0002ffffffff');
    expect(calls).toEqual(['close']);
    expect(JSON.parse((await rah('map db --json')).out).allocations[0].mapping).toEqual(ALLOCATION.mapping);
    const missing = await rah('map bd --json');
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.out).error).toMatchObject({ code: 'vm_not_found' });
    expect(missing.err).toContain('Did you mean "db"?');
  });

  it.each(['a-1', 'db/main/memory'])('explain %s', async (name) => {
    const { code, out } = await rah(`explain ${name}`);
    expect(code).toBe(0);
    for (const text of [
      '8GiB of dram (memory) for VM db on host host-a',
      'labels tier=gold; at most 200 ns away',
      '3 modules with dram looked at, 2 candidates left',
      '1 rejected: too far away (max_latency_ns)',
      'mem-2 lost by 400 of 10000 points',
      'costs 0.0336 per hour, 170 ns from host-a',
      'attached, generation 7',
      'mem-1 is cordoned now',
    ]) {
      expect(out).toContain(text);
    }
    expect(JSON.parse((await rah(`explain ${name} --json`)).out)).toMatchObject({ id: 'a-1', runner_up_lost_by: 400 });
  });

  it('explain says what there is instead of what is not there', async () => {
    expect((await rah('explain db/main/memroy')).err).toContain('Did you mean "memory"?');
    expect(await rah('explain nothing')).toMatchObject({ code: 1 });
  });

  it('check', async () => {
    expect(await rah('check')).toMatchObject({ code: 0, err: '' });
    expect((await rah('check')).out).toContain('violations: 0\n');
    const noted = await rah('check', { check: { ...CLEAN, unacknowledged: ['a-1'] } });
    expect(noted.code).toBe(0);
    expect(noted.out).toContain('note: 1 allocation not read back yet');
    const violations = [{ rule: 'overlap', subject: 'mem-1', message: 'taken twice' }];
    const bad = await rah('check', { check: { ...CLEAN, violations } });
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('violations: 1\n');
    expect(bad.out).toMatch(/overlap +mem-1 +taken twice/);
  });

  it('release', async () => {
    const one = await rah('release db/main/memory');
    expect(one.calls).toEqual(['release a-1', 'close']);
    expect(one.out).toMatch(/db\/main\/memory +db +dram +8GiB +mem-1/);
    expect((await rah('release --composition db/main')).calls).toEqual(['release composition db/main', 'close']);
    expect(await rah('release --composition db')).toMatchObject({ code: 1, calls: ['close'] });
  });

  it('drm set-state', async () => {
    const { out, calls } = await rah('drm set-state mem-1 failed');
    expect(calls).toEqual(['state mem-1 failed', 'close']);
    expect(out).toContain('mem-1: cordoned -> failed (the inventory declares it online)');
    expect(out).toContain('1 allocation on it: db/main/memory');
  });
});
