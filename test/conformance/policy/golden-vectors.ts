import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ABI_VERSION } from '../../../policy-assembly/abi/abi.ts';
import type { PolicyCore, PolicyModule } from '../../../src/policy/core.ts';
import { ReferencePolicy } from '../../../src/policy/reference.ts';
import { Ledger } from './ledger.ts';
import { type Operation, type Outcome, perform } from './operations.ts';
import { type Fabric, randomFabric, randomOperation, seeded } from './random-fabric.ts';

/** One call, its answer, and the state hash (16 hexadecimal digits) after it. */
export interface GoldenStep {
  readonly operation: Operation;
  readonly outcome: Outcome;
  readonly hash: string;
}

export interface GoldenVector {
  readonly name: string;
  readonly modules: readonly PolicyModule[];
  readonly hosts: readonly { id: string; latency_ns: readonly number[]; bandwidth_mbps: readonly number[] }[];
  /** State hash right after loading. */
  readonly hash: string;
  readonly steps: readonly GoldenStep[];
}

export interface GoldenFile {
  readonly about: string;
  readonly abi_version: number;
  readonly vectors: readonly GoldenVector[];
}

export const GOLDEN_FILE = new URL('../../golden/policy-vectors.json', import.meta.url);
const VECTORS = 24;
const STEPS = 24;

export function hashText(core: PolicyCore): string {
  return core.stateHash().toString(16).padStart(16, '0');
}

export function loadVector(core: PolicyCore, { modules, hosts }: Pick<GoldenVector, 'modules' | 'hosts'>): void {
  core.load(
    modules,
    hosts.map(({ id, latency_ns, bandwidth_mbps }) => ({
      id,
      latency_ns: Uint32Array.from(latency_ns),
      bandwidth_mbps: Uint32Array.from(bandwidth_mbps),
    })),
  );
}

function vector(seed: number): GoldenVector {
  const draw = seeded(seed);
  let fabric: Fabric;
  do fabric = randomFabric(draw);
  while (fabric.modules.length < 3);
  const { modules } = fabric;
  const hosts = fabric.hosts.map(({ id, latency_ns, bandwidth_mbps }) => ({
    id,
    latency_ns: [...latency_ns],
    bandwidth_mbps: [...bandwidth_mbps],
  }));
  const core = new ReferencePolicy();
  const ledger = new Ledger(modules);
  loadVector(core, { modules, hosts });
  const hash = hashText(core);
  const steps = Array.from({ length: STEPS }, (): GoldenStep => {
    const operation = randomOperation(draw, fabric, ledger.live, ledger.tables);
    const outcome = perform(core, operation);
    ledger.record(operation, outcome);
    return { operation, outcome, hash: hashText(core) };
  });
  return { name: `seed ${seed}`, modules, hosts, hash, steps };
}

export function goldenFile(): GoldenFile {
  return {
    about:
      'What every embedding of rah-policy.wasm must answer. Load `modules` and `hosts`, then do the steps in order; compare each outcome (a result, or a status of policy-assembly/abi; encoded tables in hexadecimal) and the state hash after it. Written by test/conformance/policy/golden-vectors.ts.',
    abi_version: ABI_VERSION,
    vectors: Array.from({ length: VECTORS }, (_, index) => vector(index + 1)),
  };
}

if (import.meta.main) {
  writeFileSync(GOLDEN_FILE, JSON.stringify(goldenFile(), null, 2));
  execFileSync('biome', ['format', '--write', fileURLToPath(GOLDEN_FILE)], { stdio: 'inherit' });
}
