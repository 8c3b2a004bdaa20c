import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wasm } from '../../../policy/wasm-engine.ts';
import { bestPolicyBuild } from '../../../policy/wasm-simd.ts';
import type { BenchResult } from '../result.ts';
import { CProgram, hasCompiler } from './c-program.ts';
import { churn } from './churn.ts';
import { type BenchExports, compileBench, instantiate } from './pool-module.ts';
import type { Round } from './random.ts';
import { beside, figure, inTurn } from './rows.ts';
import * as scan from './scan.ts';
import { scriptSide as scriptScores } from './score-script.ts';
import * as scores from './scores.ts';
import * as sizeClasses from './size-classes.ts';
import { batch, keep } from './whole.ts';

export interface PolicyBenchOptions {
  /** Rounds of each comparison; medians are reported. */
  readonly rounds?: number;
  /** Steps of decide + allocate + release between the two looks at the decision over several dimensions. */
  readonly churn?: number;
}

const LINE_SIZES = [1_000, 10_000, 100_000, 1_000_000];
const LINE_STEPS = 1_000_000;
const SCAN_QUERIES = 500;
const INDEX_QUERIES = 20_000;
const SCAN_MODULES = 100_000;
const TREE_MODULES = 1_000_000;
const SCORE_MODULES = 100_000;
const BATCH_REQUESTS = 10_000;

type Side = () => Round;

/** Rows of one comparison: ours against C (when there is a compiler), and against plain JavaScript. */
function compare(
  name: string,
  rounds: number,
  target: number | null,
  ours: Side,
  c: Side | null,
  script: Side,
): BenchResult[] {
  const [own = [], js = [], native = []] = inTurn(name, rounds, c === null ? [ours, script] : [ours, script, c]);
  const against = c === null ? figure(name, 'ns', own, null) : beside(`${name}, against C`, 'ns', own, native, target);
  return [against, beside(`${name}, against JavaScript`, 'ns', own, js, null)];
}

/** The figures of the policy core: see "Done when" of each in the row's target. */
export function policyBench({ rounds = 5, churn: steps = 300_000 }: PolicyBenchOptions = {}): BenchResult[] {
  const dir = mkdtempSync(join(tmpdir(), 'rah-policy-bench-'));
  try {
    return measure(dir, rounds, steps);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function measure(dir: string, rounds: number, steps: number): BenchResult[] {
  const plainBytes = compileBench(dir, 'plain');
  const simdBytes = compileBench(dir, 'simd');
  const isSimd = bestPolicyBuild() === 'simd';
  if (!isSimd) process.stderr.write('rah: this runtime has no WebAssembly SIMD; the plain build is measured.\n');
  const bytes = isSimd ? simdBytes : plainBytes;
  const ours = instantiate(bytes);
  const program = hasCompiler() ? (name: string): CProgram => new CProgram(dir, name) : null;
  const results: BenchResult[] = [];

  const line = program?.('size-classes') ?? null;
  for (const modules of LINE_SIZES) results.push(...lineRows(ours, modules, rounds, line));

  const whole = program?.('scan') ?? null;
  const scanned = scan.scanSide(ours, SCAN_MODULES, SCAN_QUERIES);
  const scanC = whole && scan.cSide(whole, SCAN_MODULES, SCAN_QUERIES);
  const scanName = `4 dimensions, ${SCAN_MODULES} modules: scan`;
  results.push(...compare(scanName, rounds, 1.5, scanned, scanC, scan.scriptSide(SCAN_MODULES, SCAN_QUERIES)));

  results.push(...treeRows(ours, rounds, steps, whole));
  const scoreC = program && scores.cSide(program('scores'), SCORE_MODULES, 20_000);
  const scoreName = `composite scores, 32 types, ${SCORE_MODULES} modules: decision`;
  const scored = scores.moduleSide(ours, SCORE_MODULES, 20_000);
  const scoreRows = compare(scoreName, rounds, null, scored, scoreC, scriptScores(SCORE_MODULES, 20_000));
  results.push(...scoreRows, figure(`${scoreName}, alone`, 'ns', [scoreRows[0]?.ours ?? Number.NaN], 5000));

  if (isSimd) results.push(...buildRows(ours, instantiate(plainBytes), rounds));
  results.push(...wholeRows(bytes, ours, rounds));
  return results;
}

function lineRows(ours: BenchExports, modules: number, rounds: number, line: CProgram | null): BenchResult[] {
  const name = `1 dimension, ${modules} modules: decide + allocate + release`;
  const inside = sizeClasses.insideSide(ours, modules, LINE_STEPS);
  const script = sizeClasses.scriptSide(modules, LINE_STEPS);
  const c = line && sizeClasses.cSide(line, modules, LINE_STEPS);
  const caller = sizeClasses.callerSide(ours, modules, LINE_STEPS);
  const [called = [], js = []] = inTurn(name, rounds, [caller, script]);
  return [
    ...compare(name, rounds, 1.3, inside, c, script).slice(0, 1),
    beside(`${name}, called from JavaScript, against JavaScript`, 'ns', called, js, null),
  ];
}

function treeRows(ours: BenchExports, rounds: number, steps: number, whole: CProgram | null): BenchResult[] {
  const name = `4 dimensions, ${TREE_MODULES} modules`;
  const fresh = `${name}: decision on a fresh pool by index`;
  const sides = [scan.indexSide(ours, TREE_MODULES, 1000), ...(whole ? [scan.cSide(whole, TREE_MODULES, 1000)] : [])];
  const [own = [], native] = inTurn(fresh, Math.min(rounds, 3), sides);
  const few = [scan.indexSide(ours, TREE_MODULES, 20), scan.scriptSide(TREE_MODULES, 20)];
  const [, script = []] = inTurn(fresh, 1, few);
  const rows = [
    native ? beside(`${fresh}, against a scan in C`, 'ns', own, native, null) : figure(fresh, 'ns', own, null),
    beside(`${fresh}, against a scan in JavaScript`, 'ns', own, script, null),
  ];
  const { decideBefore, decideAfter, step } = churn(ours, TREE_MODULES, steps);
  return [
    ...rows,
    figure(`${name}: decision in churn`, 'ns', [decideBefore], 2000),
    figure(`${name}: decision in churn, ${steps} changes later`, 'ns', [decideAfter], 2000),
    figure(`${name}: decide + allocate + release`, 'ns', [step], null),
  ];
}

function buildRows(simd: BenchExports, plain: BenchExports, rounds: number): BenchResult[] {
  const sides = [scan.scanSide(simd, SCAN_MODULES, SCAN_QUERIES), scan.scanSide(plain, SCAN_MODULES, SCAN_QUERIES)];
  const [a = [], b = []] = inTurn('builds: scan', rounds, sides);
  const trees = [scan.indexSide(simd, SCAN_MODULES, INDEX_QUERIES), scan.indexSide(plain, SCAN_MODULES, INDEX_QUERIES)];
  const [c = [], d = []] = inTurn('builds: index', rounds, trees);
  return [
    beside(`4 dimensions, ${SCAN_MODULES} modules: scan, SIMD build against plain`, 'ns', a, b, null),
    beside(`4 dimensions, ${SCAN_MODULES} modules: index, SIMD build against plain`, 'ns', c, d, null),
  ];
}

function wholeRows(bytes: Buffer, ours: BenchExports, rounds: number): BenchResult[] {
  const compiles: number[] = [];
  const starts: number[] = [];
  const batches: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const module = new wasm.Module(bytes);
    const compiled = performance.now();
    new wasm.Instance(module);
    compiles.push(compiled - started);
    starts.push(performance.now() - compiled);
    if (round < 3) batches.push(batch(ours, SCAN_MODULES, BATCH_REQUESTS));
  }
  const { mebibytes, snapshot, restore } = keep(bytes, TREE_MODULES);
  return [
    figure(`place_batch of ${BATCH_REQUESTS} requests on ${SCAN_MODULES} modules`, 'ms', batches, 1000),
    figure(`memory of ${TREE_MODULES} modules in use`, 'MiB', [mebibytes], 512),
    figure(`snapshot of ${TREE_MODULES} modules`, 'ms', [snapshot], null),
    figure(`restore of ${TREE_MODULES} modules`, 'ms', [restore], null),
    figure('compile, cold', 'ms', compiles, null),
    figure('instantiate', 'ms', starts, null),
  ];
}
