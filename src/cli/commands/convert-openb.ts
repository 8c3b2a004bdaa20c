import { quoted } from '../../errors/shortened.ts';
import { MIB } from '../../model/medium.ts';
import { formatAmount } from '../../model/size.ts';
import type { CommandDefinition } from '../command.ts';
import { Failure } from '../failure.ts';
import type { Written } from '../openb/convert.ts';
import { count } from '../quantity.ts';

export const convertOpenb: CommandDefinition = {
  name: 'convert openb',
  summary: 'the Alibaba openb GPU trace as DIR/fabric.yaml and DIR/requests.json',
  options: [
    { flags: '--nodes <csv>', about: 'list of nodes, such as openb_node_list_gpu_node.csv', required: true },
    { flags: '--pods <csv>', about: 'list of pods, such as openb_pod_list_default.csv', required: true },
    { flags: '--first <n>', about: 'only the first N pods of the list (default: all)', parse: wholeNumber },
    { flags: '--out <dir>', about: 'where to write; made when missing, overwritten when there', required: true },
  ],
  examples: [
    'rah convert openb --nodes openb_node_list_gpu_node.csv --pods openb_pod_list_default.csv --first 1000 --out openb',
  ],
  async run({ output, options }) {
    const { convertFiles } = await import('../openb/convert.ts');
    const written = convertFiles({
      nodes: options.nodes as string,
      pods: options.pods as string,
      first: (options.first as number | undefined) ?? null,
      out: options.out as string,
    });
    output.answer(written, () => describe(written));
    return 0;
  },
};

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Failure('usage', `${quoted(text)} is not a whole number above 0`);
  return Number(text);
}

function describe(written: Written): string {
  const mib = (amount: number) => formatAmount(amount * MIB, 'dram');
  const left = [
    ...(written.cpu_left_out_milli > 0 ? [`${written.cpu_left_out_milli}m of cores`] : []),
    ...(written.memory_left_out_mib > 0 ? [`${written.memory_left_out_mib} MiB of memory`] : []),
  ];
  const part =
    written.pods < written.pods_in_list
      ? `the first ${written.pods} of ${written.pods_in_list} pods`
      : count(written.pods, 'pod');
  const lines = [
    `${written.fabric_file}: ${count(written.nodes, 'node')} as ${count(written.drms, 'DRM')} in ${count(written.racks, 'rack')}: ` +
      `${written.cores} cores, ${written.gpus} GPUs, ${mib(written.memory_mib)}` +
      (left.length > 0 ? ` (left out: ${left.join(', ')})` : ''),
    `${written.requests_file}: ${part} as ${count(written.requests, 'request')}; ` +
      `rounding memory up to 256 MiB added ${written.memory_rounding_mib} MiB` +
      (written.empty_pods > 0 ? `; ${count(written.empty_pods, 'pod')} asked for nothing` : ''),
  ];
  return `${lines.join('\n')}\n`;
}
