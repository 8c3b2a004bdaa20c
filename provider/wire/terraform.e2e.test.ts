/** The plumbing under the real terraform binary, with the toy provider. Fails where terraform is not installed. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, 'toy', 'main.fixture.ts');
const PARTS = '{ web = { weight = 0.1 }, "__proto__" = { weight = 2, grade = "B" } }';

let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  const version = spawnSync('terraform', ['version'], { encoding: 'utf8' });
  if (version.status !== 0) throw new Error('terraform is not on the PATH; install it to run this test');
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rah-e2e-'));
  for (const name of ['bin', 'tmp']) mkdirSync(join(directory, name));
  // The environment tells the provider's processes of this test from all others.
  const launcher = `#!/bin/sh\necho $$ >> "${directory}/pids"\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  writeFileSync(join(directory, 'bin', 'terraform-provider-toy'), launcher, { mode: 0o755 });
  writeFileSync(
    join(directory, 'rc'),
    `provider_installation {\n  dev_overrides { "terraform.local/rah/toy" = "${directory}/bin" }\n  direct {}\n}\n`,
  );
  environment = {
    ...process.env,
    TF_CLI_CONFIG_FILE: join(directory, 'rc'),
    CHECKPOINT_DISABLE: '1',
    TMPDIR: join(directory, 'tmp'),
  };
  for (const name of Object.keys(environment))
    if (/^(TF_LOG|TF_REATTACH|NODE_OPTIONS|VITEST)/.test(name)) delete environment[name];
});

afterEach(async () => {
  const left = await liveProviders(3000);
  const sockets = readdirSync(join(directory, 'tmp')).filter((name) => name.endsWith('.sock'));
  rmSync(directory, { recursive: true, force: true });
  expect(left).toEqual([]);
  expect(sockets).toEqual([]);
});

/** Providers of this test that are still running after that time. */
async function liveProviders(wait_ms: number): Promise<number[]> {
  const file = join(directory, 'pids');
  const started = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  for (let waited_ms = 0; ; waited_ms += 100) {
    const live = started.filter((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });
    if (live.length === 0 || waited_ms >= wait_ms) return live;
    await sleep(100);
  }
}

function configure(thing: string, rest = ''): void {
  const text = `
terraform {
  required_providers {
    toy = { source = "terraform.local/rah/toy" }
  }
}
provider "toy" {
  file = "${directory}/shelf.json"
}
resource "toy_thing" "a" {
${thing}
}
${rest}`;
  writeFileSync(join(directory, 'main.tf'), text);
}

function terraform(...args: string[]): { code: number | null; text: string } {
  const result = spawnSync('terraform', [...args, '-no-color'], { cwd: directory, env: environment, encoding: 'utf8' });
  return { code: result.status, text: result.stdout + result.stderr };
}

function apply(): { code: number | null; text: string } {
  return terraform('apply', '-auto-approve', '-input=false');
}

/** 0: nothing to do; 1: error; 2: changes. */
function planCode(): number | null {
  return terraform('plan', '-detailed-exitcode', '-input=false').code;
}

function shelf(): Record<string, Record<string, unknown>> {
  return JSON.parse(readFileSync(join(directory, 'shelf.json'), 'utf8'));
}

test('create, no change, update, failed update, replace, import, destroy', () => {
  const rest = `
data "toy_count" "c" {
  depends_on = [toy_thing.a]
}
output "sum" { value = provider::toy::sum(9007199254740993, 1) }
output "count" { value = data.toy_count.c.count_of }`;
  configure(
    `name = "a"\nsize = 9007199254740993\ntags = {}\nlabels = ["y", "x"]\nextra = { a = 0.1, b = [1, "x"] }\nsecret = "hunter2"\nparts = ${PARTS}`,
    rest,
  );
  const created = apply();
  expect(created.text).toContain('1 added, 0 changed, 0 destroyed');
  expect(created.text).toContain('sum = 9007199254740994');
  expect(created.text).toContain('count = 1');
  expect(shelf()['id-a']).toMatchObject({ secret: null, secret_length: 7, tags: {} });
  expect(readFileSync(join(directory, 'terraform.tfstate'), 'utf8')).not.toContain('hunter2');
  expect(readFileSync(join(directory, 'terraform.tfstate'), 'utf8')).toContain('9007199254740993');
  expect(planCode()).toBe(0);

  configure('name = "a"\ncolor = "blue"\nparts = { web = { weight = 0.2 }, new = { weight = 1 } }', rest);
  expect(apply().text).toContain('0 added, 1 changed, 0 destroyed');
  expect(shelf()['id-a']).toMatchObject({ size: 4, revision: 2, parts: { new: { grade: 'A', serial: 'serial-new' } } });
  expect(planCode()).toBe(0);

  configure('name = "a"\ncolor = "red"');
  const refused = apply();
  expect(refused.code).toBe(1);
  expect(refused.text).toMatch(/Cannot repaint[\s\S]*color = "red"[\s\S]*Blue things stay blue/);
  configure('name = "a"\ncolor = "blue"\nparts = { web = { weight = 0.2 }, new = { weight = 1 } }');
  expect(planCode()).toBe(0);

  configure('name = "b"\ncolor = "blue"');
  const replaced = apply();
  expect(replaced.text).toMatch(/name += "a" -> "b" # forces replacement/);
  expect(Object.keys(shelf())).toEqual(['id-b']);

  expect(terraform('state', 'rm', 'toy_thing.a').code).toBe(0);
  expect(terraform('import', 'toy_thing.a', 'id-none').text).toContain('No toy_thing with the id "id-none" exists.');
  expect(terraform('import', 'toy_thing.a', 'id-b').code).toBe(0);
  expect(planCode()).toBe(0);

  expect(terraform('destroy', '-auto-approve').text).toContain('1 destroyed');
  expect(shelf()).toEqual({});
});

test('a saved plan is applied as planned; a known preview survives the second plan', () => {
  configure('name = "a"');
  expect(terraform('plan', '-out=saved').code).toBe(0);
  expect(terraform('apply', 'saved').text).toContain('1 added');
  expect(planCode()).toBe(0);
});

test('errors: half made is tainted, an exception is an internal error, validation points at the line', () => {
  configure('name = "tainted"');
  expect(apply().text).toContain('It exists but is broken.');
  expect(terraform('plan').text).toContain('is tainted, so must be replaced');
  expect(terraform('destroy', '-auto-approve').code).toBe(0);

  configure('name = "crash"');
  const crashed = apply().text.replace(/\s+/g, ' ');
  expect(crashed).toContain('While creating toy_thing: the shelf broke');
  expect(crashed).toContain('This is a bug in the provider');
  expect(crashed).not.toContain('toy-provider.ts');

  configure(
    'name = "x"\nsize = 0\nparts = { web = { weight = 1, grade = "A" } }\ncolor = "green"\ntimeouts {\n  create = "soon"\n}',
  );
  const invalid = terraform('validate').text;
  expect(invalid).toMatch(/size = 0[\s\S]*It must be at least 1\./);
  expect(invalid).toContain('Allowed: "red", "blue".');
  expect(invalid).toMatch(/create = "soon"[\s\S]*must be a duration/);

  configure('name = "x"', 'output "bad" { value = provider::toy::sum(1, 0.5) }');
  expect(terraform('plan').text).toContain('not a whole number');

  configure('name = "slow"\ntimeouts {\n  create = "100ms"\n}');
  expect(apply().text).toContain('Not done within 100 ms.');
});

test('state of an older schema version is upgraded', () => {
  configure('name = "a"');
  expect(apply().code).toBe(0);
  const file = join(directory, 'terraform.tfstate');
  const state = JSON.parse(readFileSync(file, 'utf8'));
  const instance = state.resources[0].instances[0];
  instance.schema_version = 0;
  instance.attributes.title = instance.attributes.name;
  delete instance.attributes.name;
  writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1 }));
  expect(planCode()).toBe(0);
});

async function startSlowApply(): Promise<{ child: ChildProcess; output: () => string }> {
  configure('name = "slow"');
  const args = ['apply', '-auto-approve', '-input=false', '-no-color'];
  // A process group of its own, as a shell gives to a command: Ctrl-C reaches terraform and the providers.
  const child = spawn('terraform', args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  for (let n = 0; n < 300 && !output.includes('Creating...'); n += 1) await sleep(50);
  expect(output).toContain('Creating...');
  await sleep(300);
  return { child, output: () => output };
}

test('Ctrl-C: the handler hears of it and ends in order', async () => {
  const { child, output } = await startSlowApply();
  process.kill(-Number(child.pid), 'SIGINT');
  await once(child, 'close');
  expect(output()).toContain('Too slow');
});

test('terraform killed: no provider is left behind', async () => {
  const { child } = await startSlowApply();
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(await liveProviders(5000)).toEqual([]);
});

test('without TLS, and over TCP where the socket path would be too long', () => {
  configure('name = "a"');
  const long = join(directory, 'x'.repeat(120));
  mkdirSync(long);
  environment = { ...environment, TF_DISABLE_PLUGIN_TLS: '1' };
  expect(apply().code).toBe(0);
  environment = { ...environment, TMPDIR: long, TF_DISABLE_PLUGIN_TLS: '' };
  expect(planCode()).toBe(0);
});

test('--debug: one process serves many commands', async () => {
  const provider = spawn(process.execPath, [MAIN, '--debug'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [chunk] = await once(provider.stdout, 'data');
    const json = /TF_REATTACH_PROVIDERS='(.*)'/.exec(String(chunk))?.[1];
    environment = { ...environment, TF_REATTACH_PROVIDERS: json };
    configure('name = "a"');
    expect(apply().text).toContain('1 added');
    expect(planCode()).toBe(0);
    expect(provider.exitCode).toBeNull();
  } finally {
    provider.kill('SIGTERM');
    await once(provider, 'exit');
  }
  expect(existsSync(join(directory, 'pids'))).toBe(false);
});

test('run by hand it explains itself', () => {
  const byHand = spawnSync(process.execPath, [MAIN], { env: environment, encoding: 'utf8' });
  expect(byHand.status).toBe(1);
  expect(byHand.stdout).toBe('');
  expect(byHand.stderr).toContain('This is a Terraform provider plugin');
  expect(() => execFileSync(process.execPath, [MAIN], { env: environment, stdio: 'ignore' })).toThrow();
});
