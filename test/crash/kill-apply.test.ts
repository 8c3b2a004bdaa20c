/**
 * Promise 2 of ARCHITECTURE.md: terraform and the provider die at any moment, and the next apply finds everything again.
 * RAH_KILL_ROUNDS and RAH_KILL_SEED repeat a run.
 */
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { collect, stateIds, Workspace } from '../acceptance/terraform.ts';

const ROUNDS = Number(process.env.RAH_KILL_ROUNDS ?? 100);
const SEED = Number(process.env.RAH_KILL_SEED ?? 20_261_122);
/** From the first change on; somewhat less than the changes of one apply take, so that most kills hit their middle. */
const LATEST_KILL_MS = 100;

const FABRIC = `rah: 1
name: crash
hosts:
  - { id: host-a }
drms:
  - { id: mem-1, kind: memory, media: { dram: { capacity: 64GiB, cost_per_unit_hour_micros: 1000 } } }
  - { id: mem-2, kind: memory, media: { dram: { capacity: 64GiB, cost_per_unit_hour_micros: 2000 } } }
  - { id: gpu-1, kind: compute, media: { gpu: { capacity: 16, cost_per_unit_hour_micros: 3000 } } }
  - { id: ssd-1, kind: storage, media: { nvme: { capacity: 1TiB, cost_per_unit_hour_micros: 10 } } }
`;

/** Mulberry32: small, seeded, the same everywhere. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 20 allocations, some of them with a name, and a composition of 10; sizes and keys differ from round to round. */
function config(next: () => number): string {
  const from = Math.floor(next() * 8);
  const gib = 1 + Math.floor(next() * 2);
  const shift = Math.floor(next() * 5);
  return `
resource "rah_allocation" "one" {
  for_each = toset([for n in range(${from}, ${from + 20}) : tostring(n)])
  name     = tonumber(each.key) % 2 == 0 ? format("n-%s", each.key) : null
  vm       = format("vm-%d", tonumber(each.key) % 4)
  host     = "host-a"
  medium   = tonumber(each.key) % 5 == 0 ? "gpu" : "dram"
  size     = tonumber(each.key) % 5 == 0 ? "${gib * 250}m" : "${gib}GiB"
}
resource "rah_composition" "set" {
  name     = "set"
  requests = { for n in range(${shift}, ${shift + 10}) : format("k%d", n) => {
    vm = "set", host = "host-a", medium = n % 2 == 0 ? "nvme" : "dram", size = "${gib}GiB"
  } }
}
`;
}

const workspace = new Workspace({ fabric: FABRIC });
afterAll(() => workspace.remove());

/** Kills terraform and its providers so long after the first change; answers whether changes were still being made. */
async function killed(child: ChildProcess, delay_ms: number): Promise<boolean> {
  const done = collect(child);
  const changing = Promise.withResolvers<void>();
  child.stdout?.on('data', (chunk: string) => {
    if (/: (Creating|Modifying|Destroying)\.\.\./.test(chunk)) changing.resolve();
  });
  await Promise.race([changing.promise, done]);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, delay_ms)), done]);
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch {
    // Already gone.
  }
  return !/complete! Resources/.test(await done);
}

/** Terraform writes its state in place: a kill in the middle leaves half a file, and the backup beside it. */
function mendState(): void {
  rmSync(join(workspace.dir, '.terraform.tfstate.lock.info'), { force: true });
  const file = join(workspace.dir, 'terraform.tfstate');
  if (!existsSync(file)) return;
  try {
    JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const backup = `${file}.backup`;
    if (existsSync(backup)) copyFileSync(backup, file);
    else rmSync(file);
  }
}

test(`kill -9 in mid-apply, ${ROUNDS} times (seed ${SEED}; kills that came too late are not counted)`, async () => {
  const next = random(SEED);
  let inTheMiddle = 0;
  /** Rounds after which the fabric and the state, as the kill left them, knew different ids. */
  let torn = 0;
  let round = 0;
  for (; inTheMiddle < ROUNDS && round < 2 * ROUNDS; round += 1) {
    workspace.config(config(next));
    const command = next() < 0.3 && round > 0 ? 'destroy' : 'apply';
    const args = [command, '-no-color', '-input=false', '-lock=false', '-auto-approve', '-parallelism=10'];
    const running = await killed(workspace.spawn(args, { detached: true }), next() * LATEST_KILL_MS);
    if (running) inTheMiddle += 1;
    mendState();
    if (String(stateIds(await workspace.state())) !== String((await workspace.liveIds()).toSorted())) torn += 1;
    await workspace.apply('-lock=false', '-parallelism=10');
    const ids = stateIds(await workspace.state());
    const live = (await workspace.liveIds()).toSorted();
    expect(ids, `round ${round}: state and fabric differ`).toEqual(live);
    expect(ids).toHaveLength(30);
    await workspace.sound();
  }
  await workspace.settled();
  await workspace.destroy();
  expect(await workspace.liveIds()).toEqual([]);
  // A test that never hits the middle proves nothing.
  process.stderr.write(
    `killed in the middle ${inTheMiddle} times in ${round} rounds; state and fabric differed ${torn} times\n`,
  );
  expect(inTheMiddle).toBe(ROUNDS);
  expect(torn).toBeGreaterThan(ROUNDS / 10);
});
