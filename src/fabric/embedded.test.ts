import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReferencePolicy } from '../policy/reference.ts';
import { allocate, INVENTORY } from '../vrm/fabric.fixture.ts';
import type { FabricClient } from './client.ts';
import { openEmbeddedFabric, storeFile } from './embedded.ts';
import { isInstanceAlive, processInstance } from './system.ts';

let directory: string;
let fabric: string;
const opened: FabricClient[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rah-embedded-'));
  fabric = join(directory, 'fabric.yaml');
  writeFileSync(fabric, INVENTORY);
});

afterEach(async () => {
  for (const client of opened.splice(0)) await client.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(path = fabric): Promise<FabricClient> {
  const client = await openEmbeddedFabric({ fabric: path, policy: () => new ReferencePolicy() });
  opened.push(client);
  return client;
}

describe('an embedded fabric', () => {
  it('remembers beside its inventory file', async () => {
    const first = await open();
    const made = await first.applyAllocation(allocate(), 5_000);
    const { uid } = await first.info();
    await first.close();
    const second = await open();
    expect(await second.allocation(made.id)).toEqual(made);
    expect((await second.info()).uid).toBe(uid);
    expect(storeFile(fabric)).toBe(join(directory, '.rah', 'fabric.yaml.db'));
    expect(storeFile(fabric, join(directory, 'state'))).toBe(join(directory, 'state', 'fabric.yaml.db'));
  });

  it('is refused without an inventory, and leaves nothing behind', async () => {
    await expect(open(join(directory, 'none.yaml'))).rejects.toMatchObject({
      code: 'inventory_unreadable',
      message: expect.stringMatching(/none\.yaml does not exist\.$/),
    });
    mkdirSync(join(directory, 'folder'));
    await expect(open(join(directory, 'folder'))).rejects.toThrow(/is a directory, not a file/);
    writeFileSync(fabric, 'rah: 1\ndrms: 7\n');
    await expect(open()).rejects.toMatchObject({
      code: 'inventory_invalid',
      message: expect.stringMatching(/fabric\.yaml:2:7/),
    });
  });

  it('follows its file', async () => {
    const client = await open();
    writeFileSync(fabric, INVENTORY.replace('name: test', 'name: another'));
    expect(await client.info()).toMatchObject({ name: 'another' });
  });

  it('may be opened for the first time by several at once', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => open()));
    const infos = await Promise.all(clients.map((client) => client.info()));
    expect(new Set(infos.map(({ uid, revision }) => `${uid} ${revision}`)).size).toBe(1);
  });

  it('loses and doubles nothing when four processes share it', async () => {
    const worker = fileURLToPath(new URL('../vrm/worker.fixture.ts', import.meta.url));
    const names = ['w1', 'w2', 'w3', 'w4'];
    const run = promisify(execFile);
    const outcomes = await Promise.all(names.map((name) => run(process.execPath, [worker, fabric, name, '40'])));
    expect(outcomes.map(({ stdout }) => (JSON.parse(stdout) as { name: string }).name)).toEqual(names);
    const client = await open();
    const report = await client.check();
    expect(report).toMatchObject({ allocations: 0, violations: [] });
    expect(report.revision).toBeGreaterThan(4 * 40);
    for (const { usage } of await client.drms()) for (const { used } of usage) expect(used).toBe(0);
  }, 60_000);
});

describe('process instances', () => {
  it('tell whether they still run', async () => {
    expect(isInstanceAlive(processInstance())).toBe(true);
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', 'process.stdout.write(String(process.pid))']);
    expect(isInstanceAlive(`${stdout}-123-abcd`)).toBe(false);
    expect(isInstanceAlive(`${process.pid}-1-abcd`)).toBe(false);
    expect(isInstanceAlive('something else')).toBe(true);
  });
});
