import { quoted } from '../../errors/shortened.ts';
import { POLICIES, POLICY_NAMES } from '../../simulator/openb/policies.ts';
import type { SimulationResult, Spread } from '../../simulator/openb/simulate.ts';
import type { CommandDefinition } from '../command.ts';
import { Failure } from '../failure.ts';
import { count } from '../quantity.ts';
import type { Style } from '../style.ts';
import { renderTable } from '../table.ts';

const SEED_MAX = 4_294_967_295;
/** More seeds than anybody waits for. */
const SEEDS_MAX = 10_000;

export const simulateOpenb: CommandDefinition = {
  name: 'simulate openb',
  summary: 'how full a policy packs the Alibaba openb GPU trace, by the protocol of "Beware of Fragmentation"',
  options: [
    {
      flags: '--nodes <csv>',
      about: 'list of nodes, such as openb_node_list_gpu_node.csv; nodes without a GPU are left out',
      required: true,
    },
    { flags: '--pods <csv>', about: 'list of pods, such as openb_pod_list_default.csv', required: true },
    { flags: '--policy <name>', about: POLICY_NAMES.join(', '), required: true, parse: policy },
    {
      flags: '--seeds <list>',
      about: `such as 42, 42-51 or 42,43; up to ${SEEDS_MAX}, and one given twice counts once`,
      required: true,
      parse: seeds,
    },
    {
      flags: '--joint',
      about: 'the whole list is known at once, and the best of it placed, instead of one pod after the other',
    },
    { flags: '--progress', about: 'tell after each seed, also where stderr is no terminal' },
  ],
  examples: [
    'rah simulate openb --nodes openb_node_list_gpu_node.csv --pods openb_pod_list_default.csv --policy fgd --seeds 42-51',
  ],
  async run({ output, options }) {
    const [
      { simulateOpenb: simulate },
      lists,
      { WasmPoolMachine },
      { policyModuleBytes },
      { bestPolicyBuild },
      system,
    ] = await Promise.all([
      import('../../simulator/openb/simulate.ts'),
      import('../openb/lists.ts'),
      import('../../policy/pool/wasm-machine.ts'),
      import('../../policy/module-bytes.ts'),
      import('../../policy/wasm-simd.ts'),
      import('../../fabric/system.ts'),
    ]);
    const all = options.seeds as readonly number[];
    const nodes = lists.readNodeList(options.nodes as string);
    const pods = lists.readPodList(options.pods as string);
    const left = nodes.nodes.filter(({ gpus }) => gpus === 0).length;
    if (left > 0 && left < nodes.nodes.length) output.note(`${count(left, 'node')} without a GPU left out`);
    const progress = output.progress(options.progress === true);
    let done = 0;
    let result: SimulationResult;
    try {
      result = simulate({
        nodes,
        pods,
        policy: options.policy as (typeof POLICIES)[number],
        seeds: all,
        joint: options.joint === true,
        machine: WasmPoolMachine.fromBytes(policyModuleBytes(bestPolicyBuild())),
        now: () => system.systemClock.now(),
        onSeed: (seed, pctAt100) => {
          done += 1;
          progress.say(`seed ${seed}: ${pctAt100.toFixed(2)}% at 100% (${done} of ${all.length})`);
        },
      });
    } finally {
      progress.end();
    }
    output.answer(result, (style) => describe(result, options.joint === true, style));
    return 0;
  },
};

function policy(text: string): (typeof POLICIES)[number] {
  const found = POLICIES.find(({ name }) => name === text);
  if (!found)
    throw new Failure('usage', `${quoted(text)} is no policy. Allowed choices are ${POLICY_NAMES.join(', ')}.`);
  return found;
}

/** `42`, `42-51`, `42,43`, and any mix of them; each seed once, in the order given. */
function seeds(text: string): readonly number[] {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part.trim());
    const first = Number(match?.[1] ?? Number.NaN);
    const last = Number(match?.[2] ?? first);
    if (!(first <= last && last <= SEED_MAX)) {
      throw new Failure(
        'usage',
        `${quoted(text)} is no list of seeds (such as 42, 42-51 or 42,43; each up to ${SEED_MAX})`,
      );
    }
    for (let seed = first; seed <= last && found.size <= SEEDS_MAX; seed++) found.add(seed);
    if (found.size > SEEDS_MAX) throw new Failure('usage', `${quoted(text)} are more than ${SEEDS_MAX} seeds`);
  }
  return [...found];
}

function describe(result: SimulationResult, joint: boolean, style: Style): string {
  const { workload, policy: name, seeds: used, decisions_per_second } = result;
  const rows: readonly (readonly [string, Spread])[] = [
    ['100%', result.gpu_allocated_pct_at_100],
    ['130%', result.gpu_allocated_pct_at_130],
  ];
  const cell = (of: (spread: Spread) => number) => (row: (typeof rows)[number]) => `${of(row[1]).toFixed(2)}%`;
  const table = renderTable(
    [
      { title: 'ARRIVED DEMAND', text: ([arrived]) => arrived },
      { title: 'GPU ALLOCATED: MEAN', align: 'right', text: cell(({ mean }) => mean) },
      { title: 'MIN', align: 'right', text: cell(({ min }) => min) },
      { title: 'MAX', align: 'right', text: cell(({ max }) => max) },
    ],
    rows,
    style,
  );
  const how = joint ? ', all pods known at once' : '';
  const head = `${style.strong(workload)} with ${style.strong(name)}${how}: ${count(used.length, 'seed')}\n`;
  return `${head}${table}${style.faint(`${decisions_per_second} decisions per second`)}\n`;
}
