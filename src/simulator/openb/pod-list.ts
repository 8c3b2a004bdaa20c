import { CsvTable } from './csv.ts';

/** One pod of the trace: what it asked for. */
export interface Pod {
  readonly name: string;
  readonly cpu_milli: number;
  readonly memory_mib: number;
  readonly gpus: number;
  /** Of each GPU; 0 without GPUs. */
  readonly gpu_milli: number;
  /** GPU models that will do; empty when any will. */
  readonly gpu_models: readonly string[];
}

export interface PodList {
  readonly file: string;
  readonly text: string;
  readonly pods: readonly Pod[];
}

/** Some lists of the trace end here; the others go on with gpu_spec, qos, phase and times. */
const COLUMNS = ['name', 'cpu_milli', 'memory_mib', 'num_gpu', 'gpu_milli'];

export function parsePodList(file: string, text: string): PodList {
  return podListOf(new CsvTable(file, text, COLUMNS));
}

function podListOf(table: CsvTable): PodList {
  const seen = new Map<string, number>();
  const pods = table.rows.map((row): Pod => {
    const name = row.name('name');
    const first = seen.get(name);
    if (first !== undefined) row.fail(`pod "${name}" was given in line ${first} already`);
    seen.set(name, row.line);
    const gpus = row.whole('num_gpu', 10_000);
    const gpu_milli = row.whole('gpu_milli', 1000);
    if (gpus > 0 && gpu_milli === 0) row.fail(`pod "${name}" wants ${gpus} GPUs of 0 milli each`, '1 to 1000');
    if (gpus === 0 && gpu_milli > 0)
      row.fail(`pod "${name}" wants ${gpu_milli} milli of no GPU`, 'num_gpu of 1 or more');
    const spec = row
      .text('gpu_spec')
      .split('|')
      .map((model) => model.trim())
      .filter((model) => model !== '');
    return {
      name,
      cpu_milli: row.whole('cpu_milli', 1_000_000_000),
      memory_mib: row.whole('memory_mib', 1_000_000_000),
      gpus,
      gpu_milli,
      gpu_models: gpus > 0 ? [...new Set(spec)] : [],
    };
  });
  return { file: table.file, text: table.text, pods };
}
