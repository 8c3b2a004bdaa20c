import { cpus } from 'node:os';
import type { BenchResult } from './bench/result.ts';
import { build } from './build.ts';

const SUITES: Readonly<Record<string, (args: readonly string[]) => Promise<BenchResult[]>>> = {
  provider: async () => (await import('./bench/provider.ts')).benchProvider(),
  policy: async () => (await import('./bench/policy/policy-bench.ts')).policyBench(),
  bind: async () => (await import('./bench/bind.ts')).benchBind(),
  openb: async (args) => (await import('./bench/openb.ts')).benchOpenb(args),
};

/** `npm run bench -- SUITE [--json]`: ours and the yardstick in the same run, alternating; ratios of medians. */
export async function bench(args: readonly string[]): Promise<number> {
  const [suite = '', ...rest] = args.filter((arg) => arg !== '--json');
  const measure = SUITES[suite];
  if (!measure) {
    process.stderr.write(`usage: npm run bench -- ${Object.keys(SUITES).join('|')} [--json]\n`);
    return 2;
  }
  await build({ force: false });
  const results = await measure(rest);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ suite, machine, results }, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(`${suite} on ${machine}\n`);
  for (const { name, ours, yardstick, unit, ratio, target, rounds } of results) {
    const against = yardstick === null ? '' : `, yardstick ${yardstick} ${unit}, ratio ${ratio}`;
    const wanted = target === null ? '' : ` (target ≤ ${target})`;
    process.stdout.write(`  ${name}: ${ours} ${unit}${against}${wanted}, median of ${rounds}\n`);
  }
  return 0;
}
