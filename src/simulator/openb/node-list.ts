import { CsvTable } from './csv.ts';

/** One server of the trace. */
export interface Node {
  readonly sn: string;
  /** Of the list. */
  readonly line: number;
  readonly cpu_milli: number;
  readonly memory_mib: number;
  readonly gpus: number;
  /** Null for a server without GPUs. */
  readonly model: string | null;
}

export interface NodeList {
  readonly file: string;
  readonly text: string;
  readonly nodes: readonly Node[];
  /** Sorted. */
  readonly models: readonly string[];
}

const COLUMNS = ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'];

export function parseNodeList(file: string, text: string): NodeList {
  return nodeListOf(new CsvTable(file, text, COLUMNS));
}

function nodeListOf(table: CsvTable): NodeList {
  const seen = new Map<string, number>();
  const nodes = table.rows.map((row): Node => {
    const sn = row.name('sn');
    const first = seen.get(sn);
    if (first !== undefined) row.fail(`sn "${sn}" was given in line ${first} already`);
    seen.set(sn, row.line);
    const gpus = row.whole('gpu', 10_000);
    if (gpus > 0 && row.text('model') === '') row.fail(`a node with ${gpus} GPUs names no model`);
    return {
      sn,
      line: row.line,
      cpu_milli: row.whole('cpu_milli', 1_000_000_000),
      memory_mib: row.whole('memory_mib', 1_000_000_000),
      gpus,
      model: gpus > 0 ? row.name('model') : null,
    };
  });
  const models = new Set(nodes.flatMap(({ model }) => (model === null ? [] : [model])));
  return { file: table.file, text: table.text, nodes, models: [...models].sort() };
}
