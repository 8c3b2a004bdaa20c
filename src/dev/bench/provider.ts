import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../step.ts';
import { requireTerraform } from '../terraform-binary.ts';
import { type BenchResult, compared } from './result.ts';
import { Workspace } from './workspace.ts';

const HANDSHAKE_ROUNDS = 31;
const PLAN_ROUNDS = 15;

/** Milliseconds from process start to its exit. */
function bareNode(): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', () => resolve(performance.now() - started));
  });
}

/** Milliseconds from process start to the handshake line. */
function handshake(): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(join(ROOT, 'dist', 'terraform-provider-rah'), [], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
        PLUGIN_PROTOCOL_VERSIONS: '6',
        TF_DISABLE_PLUGIN_TLS: '',
        PLUGIN_CLIENT_CERT: readFileSync(join(ROOT, 'src', 'dev', 'bench', 'client-certificate.pem'), 'utf8'),
      },
    });
    let elapsed = Number.NaN;
    child.on('error', reject);
    child.stdout.once('data', () => {
      elapsed = performance.now() - started;
      child.kill('SIGTERM');
    });
    child.on('exit', (code) =>
      Number.isNaN(elapsed)
        ? reject(new Error(`the provider ended with ${code} before its handshake`))
        : resolve(elapsed),
    );
  });
}

const FABRIC = readFileSync(join(ROOT, 'examples', 'quickstart', 'fabric.yaml'), 'utf8');
const OURS = `terraform {
  required_providers {
    rah = { source = "terraform.local/rah/rah" }
  }
}
provider "rah" {
  fabric = "fabric.yaml"
}
resource "rah_allocation" "a" {
  count  = 3
  vm     = "vm-\${count.index}"
  host   = "host-a"
  medium = "dram"
  size   = "8GiB"
}
`;
const YARDSTICK = `resource "terraform_data" "a" {
  count = 3
  input = "vm-\${count.index}"
}
`;

export async function benchProvider(): Promise<BenchResult[]> {
  requireTerraform();
  const ours: number[] = [];
  const bare: number[] = [];
  await handshake(); // fills the compile cache, as the first terraform command does for users
  for (let round = 0; round < HANDSHAKE_ROUNDS; round++) {
    bare.push(await bareNode());
    ours.push(await handshake());
  }
  const rah = new Workspace({ 'main.tf': OURS, 'fabric.yaml': FABRIC });
  const data = new Workspace({ 'main.tf': YARDSTICK });
  await rah.terraform('init', '-input=false');
  await data.terraform('init', '-input=false');
  await rah.terraform('plan', '-input=false');
  const planOurs: number[] = [];
  const planData: number[] = [];
  for (let round = 0; round < PLAN_ROUNDS; round++) {
    planData.push(await data.terraform('plan', '-input=false'));
    planOurs.push(await rah.terraform('plan', '-input=false'));
  }
  rmSync(rah.dir, { recursive: true, force: true });
  rmSync(data.dir, { recursive: true, force: true });
  return [
    compared('handshake against node -e 0', ours, bare, 3),
    compared('plan of 3 rah_allocation against 3 terraform_data', planOurs, planData, 10),
  ];
}
