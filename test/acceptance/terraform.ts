/** A directory with a configuration and a fabric, and the real terraform to run in it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import type { FabricClient } from '../../src/fabric/client.ts';
import { openEmbeddedFabric } from '../../src/fabric/embedded.ts';
import { policyModuleBytes } from '../../src/policy/module-bytes.ts';
import { WasmPolicy } from '../../src/policy/wasm.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
const DIST = join(ROOT, 'dist');
const SOURCE = 'terraform.local/rah/rah';

/** What core says when a provider breaks its contract. None of these may ever be seen. */
const CONTRACT_BROKEN =
  /inconsistent|Provider produced|unexpected new value|unexpected value|Provider returned invalid|invalid result object|Plugin did not respond|Internal error|Unrecognized remote plugin|panic:/i;

export interface Run {
  readonly code: number | null;
  /** As printed. */
  readonly output: string;
  /** Without the frame of diagnostics, every run of white space one space: for matching prose. */
  readonly text: string;
}

export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly index?: string | number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever terraform shows
  readonly values: Record<string, any>;
}

export interface PlanChange {
  readonly address: string;
  readonly actions: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: whatever terraform shows
  readonly after: Record<string, any> | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever terraform shows
  readonly unknown: Record<string, any>;
}

export interface WorkspaceOptions {
  /** Text of fabric.yaml, or the workspace whose file to share. */
  readonly fabric: string | Workspace;
  /** Default: dev_overrides on dist/. */
  readonly install?: 'override' | 'mirror';
  /** Members of the provider block. */
  readonly provider?: string;
}

export class Workspace {
  readonly dir: string;
  readonly fabricFile: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #shared: string;

  constructor({ fabric, install = 'override', provider = '' }: WorkspaceOptions) {
    requireParts();
    // Core resolves symbolic links of its working directory; owners are compared as text.
    this.dir = realpathSync(mkdtempSync(join(tmpdir(), 'rah-acceptance-')));
    if (typeof fabric === 'string') {
      this.fabricFile = join(this.dir, 'fabric.yaml');
      this.write('fabric.yaml', fabric);
    } else {
      this.fabricFile = fabric.fabricFile;
    }
    const installation =
      install === 'override'
        ? `dev_overrides {\n    "${SOURCE}" = ${JSON.stringify(DIST)}\n  }\n  direct {}`
        : `filesystem_mirror {\n    path = ${JSON.stringify(join(DIST, 'mirror'))}\n  }`;
    this.write('terraform.rc', `provider_installation {\n  ${installation}\n}\n`);
    this.#shared = typeof fabric === 'string' ? '' : `  fabric = ${JSON.stringify(this.fabricFile)}\n`;
    this.write('provider.tf', this.providerBlock(provider));
    this.#env = {
      ...process.env,
      TF_CLI_CONFIG_FILE: join(this.dir, 'terraform.rc'),
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_CLI_ARGS: '-no-color',
    };
    delete this.#env.RAH_FABRIC;
  }

  /** @param members of the provider block */
  providerBlock(members: string): string {
    const required = `terraform {\n  required_providers {\n    rah = { source = "${SOURCE}" }\n  }\n}\n`;
    return `${required}\nprovider "rah" {\n${this.#shared}  ${members}\n}\n`;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.dir, name), text);
  }

  /** Replaces the configuration beside the provider block. */
  config(text: string): void {
    this.write('main.tf', text);
  }

  /** Rewrites the inventory. */
  editFabric(change: (text: string) => string): void {
    const before = readFileSync(this.fabricFile, 'utf8');
    const after = change(before);
    expect(after, 'the edit of the fabric changes nothing').not.toBe(before);
    writeFileSync(this.fabricFile, after);
  }

  spawn(args: readonly string[], options: { detached?: boolean; env?: NodeJS.ProcessEnv } = {}): ChildProcess {
    return spawn('terraform', [...args], {
      cwd: this.dir,
      env: { ...this.#env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.detached ?? false,
    });
  }

  /** Runs terraform to its end, whatever that is. Never lets a broken contract or a stack trace pass. */
  async run(...args: string[]): Promise<Run> {
    const child = this.spawn(withFlags(args));
    const output = await collect(child);
    const code = child.exitCode;
    const shown = `terraform ${args.join(' ')} ended ${code}\n${output}`;
    expect(output, shown).not.toMatch(CONTRACT_BROKEN);
    expect(output, shown).not.toMatch(/^[│\s]+at (async )?\S+ \(?(file|node|\/)/m);
    return { code, output, text: prose(output) };
  }

  async ok(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    expect(run.code, `terraform ${args.join(' ')}\n${run.output}`).toBe(0);
    return run;
  }

  /** Answers the text of the failure. */
  async fails(...args: string[]): Promise<string> {
    const run = await this.run(...args);
    expect(run.code, `terraform ${args.join(' ')} should fail\n${run.output}`).toBe(1);
    return run.text;
  }

  apply(...args: string[]): Promise<Run> {
    return this.ok('apply', '-auto-approve', ...args);
  }

  destroy(...args: string[]): Promise<Run> {
    return this.ok('destroy', '-auto-approve', ...args);
  }

  /** Expects that nothing would change. */
  async settled(...args: string[]): Promise<void> {
    const run = await this.run('plan', '-detailed-exitcode', ...args);
    expect(run.code, `the plan should be empty\n${run.output}`).toBe(0);
  }

  /** Saves a plan and answers its changes by address, without those that do nothing. */
  async plan(file = 'tfplan', ...args: string[]): Promise<Record<string, PlanChange>> {
    await this.ok('plan', `-out=${file}`, ...args);
    const json = JSON.parse(await this.#json('show', '-json', file));
    const changes: Record<string, PlanChange> = {};
    for (const { address, change } of json.resource_changes ?? []) {
      const { actions, after, after_unknown: unknown } = change;
      if (actions[0] !== 'no-op' && actions[0] !== 'read') changes[address] = { address, actions, after, unknown };
    }
    return changes;
  }

  async state(): Promise<Record<string, StateResource>> {
    const json = JSON.parse(await this.#json('show', '-json'));
    const resources: StateResource[] = json.values?.root_module?.resources ?? [];
    return Object.fromEntries(resources.map((resource) => [resource.address, resource]));
  }

  async outputs(): Promise<Record<string, unknown>> {
    const json = JSON.parse(await this.#json('output', '-json')) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(json).map(([name, { value }]) => [name, value]));
  }

  async #json(...args: string[]): Promise<string> {
    const child = this.spawn(args);
    const [out, err] = await Promise.all([read(child.stdout), read(child.stderr), ended(child)]);
    expect(child.exitCode, `${out}${err}`).toBe(0);
    return out;
  }

  /** The fabric as the provider would open it. */
  async fabric<T>(use: (client: FabricClient) => Promise<T>): Promise<T> {
    const policy = () => WasmPolicy.fromBytes(policyModuleBytes());
    const client = await openEmbeddedFabric({ fabric: this.fabricFile, policy });
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  /** Ids of everything that is allocated and not lost. */
  async liveIds(): Promise<string[]> {
    const view = await this.fabric((client) => client.view());
    return view.allocations.filter(({ state }) => state !== 'lost' && state !== 'released').map(({ id }) => id);
  }

  /** Expects that the checker finds nothing wrong, and that terraform's state and the fabric know the same ids. */
  async sound(): Promise<void> {
    const report = await this.fabric((client) => client.check());
    expect(report.violations).toEqual([]);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Every id that a state holds, of allocations and of members of compositions. */
export function stateIds(state: Record<string, StateResource>): string[] {
  return Object.values(state)
    .flatMap(({ type, values }) => {
      if (type === 'rah_allocation') return [values.id];
      if (type !== 'rah_composition') return [];
      return Object.values(values.placements as Record<string, { allocation_id: string }>).map((p) => p.allocation_id);
    })
    .sort();
}

export function prose(output: string): string {
  return output.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ');
}

export async function collect(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  await ended(child);
  return output;
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

async function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  if (stream !== null) for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

function withFlags(args: readonly string[]): string[] {
  const [command = '', ...rest] = args;
  const noInput = ['plan', 'apply', 'destroy', 'import', 'init', 'refresh'].includes(command) ? ['-input=false'] : [];
  return [command, ...noInput, ...rest];
}

function requireParts(): void {
  if (!existsSync(join(DIST, 'terraform-provider-rah'))) {
    throw new Error('dist/terraform-provider-rah is missing: run `npm run build` first');
  }
  const found = (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, 'terraform')));
  if (!found) throw new Error('terraform is not on PATH: the acceptance tests run the real one (1.8 or newer)');
  mkdirSync(tmpdir(), { recursive: true });
}
