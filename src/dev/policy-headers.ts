import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './step.ts';

const SOURCES = ['policy-assembly/abi/abi.ts', 'policy-assembly/abi/pool.ts'];
const HEADERS = 'policy-assembly/headers';

/** A line of the portable files: a constant, or what is said about those that follow. */
export type Line =
  | { readonly kind: 'section'; readonly text: string }
  | { readonly kind: 'about'; readonly text: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'constant'; readonly name: string; readonly value: bigint; readonly note: string };

interface AbiRecord {
  readonly name: string;
  readonly id: bigint;
  readonly bytes: bigint;
}

const CONSTANT = /^export const ([A-Z0-9_]+) = (0x[0-9a-f]+|-?\d+);(?:\s*\/\/ (.*))?$/;

/** Throws for a line it does not know: a constant must never be missing from the headers without a word. */
export function parse(path: string, text: string): Line[] {
  const lines: Line[] = [];
  let inHead = true; // the comment at the top of the file is for its maintainers
  for (const [index, line] of text.split('\n').entries()) {
    const constant = CONSTANT.exec(line);
    const section = /^\/\/ --- (.*?) -+$/.exec(line);
    const about = /^\/\*\* (.*) \*\/$/.exec(line);
    if (constant) {
      const [, name = '', value = '', note = ''] = constant;
      lines.push({ kind: 'constant', name, value: BigInt(value), note });
    } else if (section) lines.push({ kind: 'section', text: section[1] ?? '' });
    else if (about) lines.push({ kind: 'about', text: about[1] ?? '' });
    else if (line === '') lines.push({ kind: 'blank' });
    else if (!(inHead && /^(\/\*\*| \*)/.test(line)))
      throw new Error(`${path}:${index + 1}: not a constant, a one-line comment or a section: ${line}`);
    if (line === ' */') inHead = false;
  }
  return lines;
}

/** The records whose constants do not start with the record's own name. */
const PREFIXES: Readonly<Record<string, string>> = { POOL_MODULE: 'PM', POOL_REQUEST: 'PR' };

function records(lines: readonly Line[]): AbiRecord[] {
  const values = new Map(lines.flatMap((line) => (line.kind === 'constant' ? [[line.name, line.value] as const] : [])));
  return [...values]
    .filter(([name]) => name.startsWith('RECORD_') && name !== 'RECORD_COUNT')
    .map(([constant, id]) => {
      const name = constant.slice('RECORD_'.length);
      const bytes = values.get(`${PREFIXES[name] ?? name}_BYTES`);
      if (bytes === undefined) throw new Error(`${constant} has no ${PREFIXES[name] ?? name}_BYTES`);
      return { name, id, bytes };
    });
}

type Width = 'i32' | 'u32' | 'i64';

function width(value: bigint): Width {
  if (value <= 0x7fffffffn) return 'i32';
  return value <= 0xffffffffn ? 'u32' : 'i64';
}

interface Language {
  readonly file: string;
  /** Start of a comment that runs to the end of its line. */
  readonly comment: string;
  readonly indent: string;
  /** Where the note of a constant goes. gofmt would align those behind, and wants an empty line before those above. */
  readonly notes: 'behind' | 'above';
  open(about: string): string[];
  constant(name: string, value: bigint): string;
  close(all: readonly AbiRecord[]): string[];
}

const RECORDS_ABOUT = 'Every record: its name, the argument of rah_record_bytes, and the size that must answer.';

const LANGUAGES: readonly Language[] = [
  {
    file: 'rah_policy.h',
    comment: '//',
    indent: '',
    notes: 'behind',
    open: (about) => [`// ${about}`, '#ifndef RAH_POLICY_H', '#define RAH_POLICY_H', '', '#include <stdint.h>'],
    constant(name, value) {
      const literal = { i32: `${value}`, u32: `UINT32_C(${value})`, i64: `INT64_C(${value})` }[width(value)];
      return `#define RAH_${name} ${literal}`;
    },
    close: (all) => [
      `// ${RECORDS_ABOUT}`,
      '#define RAH_RECORDS(X) \\',
      ...all.map(({ name, id, bytes }, at) => `  X(${name}, ${id}, ${bytes})${at < all.length - 1 ? ' \\' : ''}`),
      '',
      '#endif',
    ],
  },
  {
    file: 'rah_policy.rs',
    comment: '//',
    indent: '',
    notes: 'behind',
    open: (about) => [`// ${about}`, '#![allow(dead_code)]'],
    constant: (name, value) => `pub const RAH_${name}: ${width(value)} = ${value};`,
    close: (all) => [
      `// ${RECORDS_ABOUT}`,
      `pub const RAH_RECORDS: [(&str, i32, i32); ${all.length}] = [`,
      ...all.map(({ name, id, bytes }) => `    ("${name}", ${id}, ${bytes}),`),
      '];',
    ],
  },
  {
    file: 'rah_policy.py',
    comment: '#',
    indent: '',
    notes: 'behind',
    open: (about) => [`# ${about}`],
    constant: (name, value) => `RAH_${name} = ${value}`,
    close: (all) => [
      `# ${RECORDS_ABOUT}`,
      'RAH_RECORDS = (',
      ...all.map(({ name, id, bytes }) => `    ("${name}", ${id}, ${bytes}),`),
      ')',
    ],
  },
  {
    file: 'rah_policy.go',
    comment: '//',
    indent: '',
    notes: 'above',
    open: (about) => [
      `// ${about.replace('Generated', 'Code generated')} DO NOT EDIT.`,
      '',
      '// Package rahpolicy is the policy ABI in numbers.',
      'package rahpolicy',
    ],
    constant: (name, value) => `const RAH_${name} = ${value}`,
    close: (all) => [
      '// Record is a record of the ABI: the argument of rah_record_bytes, and the size that must answer.',
      'type Record struct {',
      '\tName  string',
      '\tId    int32',
      '\tBytes int32',
      '}',
      '',
      '// RAH_RECORDS is every record.',
      'var RAH_RECORDS = [...]Record{',
      ...all.map(({ name, id, bytes }) => `\t{"${name}", ${id}, ${bytes}},`),
      '}',
    ],
  },
  {
    file: 'rah_policy.js',
    comment: '//',
    indent: '',
    notes: 'behind',
    open: (about) => [`// ${about}`],
    constant: (name, value) => `export const RAH_${name} = ${value};`, // all below 2^53
    close: (all) => [
      `// ${RECORDS_ABOUT}`,
      'export const RAH_RECORDS = [',
      ...all.map(({ name, id, bytes }) => `  ['${name}', ${id}, ${bytes}],`),
      '];',
    ],
  },
  {
    file: 'RahPolicy.java',
    comment: '//',
    indent: '  ',
    notes: 'behind',
    open: (about) => [`// ${about}`, 'public final class RahPolicy {', '  private RahPolicy() {}'],
    constant(name, value) {
      if (width(value) === 'i64') return `public static final long RAH_${name} = ${value}L;`;
      return `public static final int RAH_${name} = ${width(value) === 'u32' ? `0x${value.toString(16)}` : value};`;
    },
    close: (all) => [
      `  // ${RECORDS_ABOUT}`,
      '  public record AbiRecord(String name, int id, int bytes) {}',
      '',
      '  public static final AbiRecord[] RAH_RECORDS = {',
      ...all.map(({ name, id, bytes }) => `    new AbiRecord("${name}", ${id}, ${bytes}),`),
      '  };',
      '}',
    ],
  },
];

function header(language: Language, lines: readonly Line[], all: readonly AbiRecord[]): string {
  const { comment, indent } = language;
  const gap = language.notes === 'above' ? '\n' : '';
  const body = lines.map((line, index) => {
    if (line.kind === 'blank') return '';
    if (line.kind === 'section') return `${indent}${comment} --- ${line.text} ---`;
    if (line.kind === 'about') return `${gap}${indent}${comment} ${line.text}`;
    const constant = `${indent}${language.constant(line.name, line.value)}`;
    if (line.note === '') return constant;
    if (language.notes === 'above') {
      const before = lines[index - 1]?.kind === 'about' ? '' : gap;
      return `${before}${indent}${comment} ${line.note}\n${constant}`;
    }
    return `${constant}${comment === '#' ? '  ' : ' '}${comment} ${line.note}`;
  });
  const text = [...language.open(`Generated from ${SOURCES.join(' and ')} by \`npm run gen\`.`), '', ...body, ''];
  return `${[...text, ...language.close(all)].join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

/** The constants of the policy ABI for the languages that embed it: [path from the root, content]. */
export function policyHeaders(): [string, string][] {
  const lines = SOURCES.flatMap((path) => parse(path, readFileSync(join(ROOT, path), 'utf8')));
  const all = records(lines);
  const made = LANGUAGES.map((language): [string, string] => [
    `${HEADERS}/${language.file}`,
    header(language, lines, all),
  ]);
  // The headers are a Go module of their own, so that `replace rahpolicy => …` finds them without a network.
  return [...made, [`${HEADERS}/go.mod`, 'module rahpolicy\n\ngo 1.19\n']];
}
