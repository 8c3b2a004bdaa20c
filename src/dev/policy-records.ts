import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, parse } from './policy-headers.ts';
import { ROOT } from './step.ts';

const SOURCE = 'policy-assembly/abi/pool.ts';
const OUTPUT = 'policy-assembly/POOL-RECORDS.md';
/** Records whose constants do not start with the record's own name. */
const NAMES: Readonly<Record<string, string>> = { PM: 'POOL_MODULE', PR: 'REQUEST' };

type Constant = Extract<Line, { kind: 'constant' }>;

function isConstant(line: Line): line is Constant {
  return line.kind === 'constant';
}

/** Blocks are what empty lines part. */
function blocks(lines: readonly Line[]): Line[][] {
  const all: Line[][] = [[]];
  for (const line of lines) {
    if (line.kind === 'blank') all.push([]);
    else all.at(-1)?.push(line);
  }
  return all.filter((block) => block.length > 0);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** A record's block: offsets in rising order, closed by its size. */
function record(block: readonly Line[], numbers: ReadonlyMap<string, bigint>): string[] {
  const constants = block.filter(isConstant);
  const size = constants.findLast(({ name }) => name.endsWith('_BYTES'));
  const first = constants[0];
  if (size === undefined || first === undefined || !first.note) return [];
  const prefix = size.name.slice(0, -'_BYTES'.length);
  const name = NAMES[prefix] ?? prefix;
  const number = numbers.get(name === 'REQUEST' ? 'POOL_REQUEST' : name);
  const about = block[0]?.kind === 'about' ? [block[0].text, ''] : [];
  const fields = constants
    .filter(
      ({ name: field, note }) =>
        field !== size.name && /^(i|u)\d+|^[A-Z]+\[/.test(note) && field.startsWith(`${prefix}_`),
    )
    .map(({ name: field, value, note }) => {
      const [type = '', ...rest] = note.split(' ');
      return `| ${value} | ${type.replace(/[,:]$/, '')} | ${field
        .slice(prefix.length + 1)
        .replace(/^OFFSET_/, '')
        .toLowerCase()} | ${escaped(rest.join(' '))} |`;
    });
  return [
    `### ${name}${number === undefined ? '' : `: record ${number}`}, ${size.value} bytes`,
    '',
    ...about,
    '| offset | type | field | meaning |',
    '|---|---|---|---|',
    ...fields,
    '',
  ];
}

/** Not the field of a record: its note begins with no type, and it is no size. */
function isCode({ name, note }: Constant): boolean {
  return !/^(i|u)\d+|^[A-Z]+\[/.test(note) && !/^[A-Z_]+_BYTES$/.test(name);
}

function code(block: readonly Line[]): string[] {
  let about = '';
  const rows: string[] = [];
  for (const line of block) {
    if (line.kind === 'about') about = line.text;
    if (!isConstant(line)) continue;
    if (!line.name.startsWith('RECORD_'))
      rows.push(`| ${line.name} | ${line.value} | ${escaped(line.note || about)} |`);
    about = '';
  }
  return rows;
}

/** The records and codes of the pool family for people: [path from the root, content]. */
export function policyRecords(): [string, string] {
  const lines = parse(SOURCE, readFileSync(join(ROOT, SOURCE), 'utf8'));
  const numbers = new Map(
    lines
      .filter(isConstant)
      .flatMap(({ name, value }) => (name.startsWith('RECORD_') ? [[name.slice(7), value] as const] : [])),
  );
  const all = blocks(lines);
  const records = all.map((block) => record(block, numbers));
  const codes = all.flatMap((block) => code(block.filter((line) => !isConstant(line) || isCode(line))));
  const text = [
    '# The pool: records and codes',
    '',
    `Generated from \`${SOURCE}\` by \`npm run gen\`. What they mean is in [POOL.md](POOL.md). Little-endian; offsets in bytes from`,
    'the start of a record; bytes between fields are padding, ignored on the way in and 0 on the way out. In the headers',
    'REQUEST is `RAH_PR_*` (record POOL_REQUEST) and POOL_MODULE is `RAH_PM_*`; the REQUEST of ABI.md is another record.',
    'Media, kinds, `LATENCY_UNREACHABLE` and `LABEL_UNKNOWN` (both 4294967295) are those of ABI.md.',
    '',
    '## Records',
    '',
    ...records.flat(),
    '## Codes and limits',
    '',
    '| name | value | meaning |',
    '|---|---|---|',
    ...codes,
  ];
  return [OUTPUT, `${text.join('\n')}\n`];
}
