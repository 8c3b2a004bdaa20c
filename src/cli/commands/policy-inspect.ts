import { ABI_VERSION } from '../../../policy-assembly/abi/abi.ts';
import type { InspectedExport, InspectedRecord, Inspection } from '../../policy/wasm-inspect.ts';
import type { CommandDefinition } from '../command.ts';
import { Failure } from '../failure.ts';
import { readInputFile } from '../input-file.ts';
import { count } from '../quantity.ts';
import type { Style } from '../style.ts';
import { printable, renderTable } from '../table.ts';

export const policyInspect: CommandDefinition = {
  name: 'policy inspect',
  summary: 'what a policy module (rah-policy.wasm) is: ABI version, exports, records, build, sizes, memory',
  arguments: [{ name: 'file', about: 'the WebAssembly file' }],
  examples: ['rah policy inspect rah-policy.wasm', 'rah policy inspect rah-policy-simd.wasm --json'],
  async run({ output, args: [file] }) {
    const path = file as string;
    const bytes = readInputFile(path);
    const [{ inspectPolicy, NotPolicyModuleError }, { NotWasmError, WasmFormatError }] = await Promise.all([
      import('../../policy/wasm-inspect.ts'),
      import('../../policy/wasm-bytes.ts'),
    ]);
    let inspection: Inspection;
    try {
      inspection = inspectPolicy(bytes);
    } catch (error) {
      if (error instanceof NotPolicyModuleError) {
        const { found, wanted } = error;
        throw refused(path, error.message, { found, wanted }, { hint: WRONG_FILE, cause: error });
      }
      if (error instanceof WasmFormatError) {
        const abi_version = { found: null, wanted: ABI_VERSION };
        const message = `${error.message}; found no ABI version in it, wanted ${ABI_VERSION}`;
        const hint = error instanceof NotWasmError ? WRONG_FILE : BUILD_ANEW;
        throw refused(path, message, { abi_version }, { hint, cause: error });
      }
      throw error;
    }
    const { problems } = inspection;
    // One JSON document either way: with problems it is the failure, which carries the inspection.
    if (problems.length === 0 || !output.json) {
      output.answer({ file: path, ...inspection }, (style) => describe(path, inspection, style));
    }
    if (problems.length > 0) {
      const texts = problems.map(({ what, found, wanted }) => `${what}: found ${found}, wanted ${wanted}`);
      throw refused(path, texts.join('; '), { inspection });
    }
    return 0;
  },
};

const BUILDS = 'npm run build makes dist/rah-policy.wasm and dist/rah-policy-simd.wasm';
const BUILD_ANEW = `Build it anew (${BUILDS}), or use the rah that it was built for.`;
const WRONG_FILE = `Is this the right file? ${BUILDS}.`;

function refused(
  file: string,
  why: string,
  details: Readonly<Record<string, unknown>>,
  { hint = BUILD_ANEW, cause }: { hint?: string; cause?: unknown } = {},
): Failure {
  return new Failure('policy_module_refused', `${file}: ${why}`, { hint, details: { file, ...details }, cause });
}

function describe(file: string, inspection: Inspection, style: Style): string {
  const { abi_version, exports, missing_exports, imports, records, problems } = inspection;
  const known = exports.filter(({ since }) => since !== null).length;
  const verdict = problems.length === 0 ? style.good('usable by this rah') : style.bad('not usable by this rah');
  const facts: [string, string][] = [
    ['ABI version', abiVersion(abi_version, style)],
    [
      'imports',
      imports.length === 0 ? 'none' : style.bad(imports.map((one) => `${one.module}.${one.name}`).join(', ')),
    ],
    ['build', build(inspection, style)],
    ['sizes', sizes(inspection)],
    ['memory', memory(inspection)],
    ['runtime', runtime(inspection)],
  ];
  const missing =
    missing_exports.length === 0 ? '' : `  ${style.bad('missing:')} ${printable(missing_exports.join(', '))}\n`;
  return [
    `${style.strong(printable(file))}: ${verdict}\n`,
    ...facts.map(([title, text]) => `${style.heading(title.padEnd(12))} ${text}\n`),
    `\n${style.heading('exports')} (${exports.length}, ${known} of them of the ABI)\n`,
    renderTable(EXPORT_COLUMNS, exports, style, '  '),
    missing,
    `\n${style.heading('records')} (${count(records.length, 'size')} asked for)\n`,
    renderTable(recordColumns(style), records, style, '  '),
  ].join('');
}

const EXPORT_COLUMNS = [
  { title: 'NAME', text: ({ name }: InspectedExport) => name },
  { title: 'KIND', text: ({ kind }: InspectedExport) => kind },
  { title: 'SINCE', text: ({ since }: InspectedExport) => (since === null ? 'not of the ABI' : `ABI ${since}`) },
  { title: 'SIGNATURE', text: ({ signature }: InspectedExport) => signature ?? '' },
];

function recordColumns(style: Style) {
  const same = ({ found_bytes, wanted_bytes }: InspectedRecord) => found_bytes === wanted_bytes;
  const verdict = (record: InspectedRecord) => {
    if (record.found_bytes === null) return 'could not be asked';
    return same(record) ? 'ok' : 'MISMATCH';
  };
  return [
    { title: 'RECORD', text: ({ name }: InspectedRecord) => name },
    { title: 'FOUND', align: 'right' as const, text: (record: InspectedRecord) => foundBytes(record) },
    { title: 'WANTED', align: 'right' as const, text: (record: InspectedRecord) => String(record.wanted_bytes) },
    { title: '', text: verdict, paint: (record: InspectedRecord) => (same(record) ? style.good : style.bad) },
  ];
}

function foundBytes({ found_bytes }: InspectedRecord): string {
  return found_bytes === null || found_bytes < 0 ? '-' : String(found_bytes);
}

function abiVersion({ found, wanted }: Inspection['abi_version'], style: Style): string {
  const text = `found ${found ?? 'none'}, this rah speaks ${wanted}`;
  return found === wanted ? text : style.bad(text);
}

function build({ build: { flags, simd_flag, simd_code, target_features } }: Inspection, style: Style): string {
  const yesNo = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no');
  const flag = flags === null ? 'rah_build_flags did not answer' : `rah_build_flags ${flags}: SIMD ${yesNo(simd_flag)}`;
  const contradiction = simd_flag !== null && simd_code !== null && simd_flag !== simd_code;
  const code = `SIMD instructions in the code: ${yesNo(simd_code)}`;
  const features = `target_features: ${target_features.length === 0 ? 'none listed' : printable(target_features.join(' '))}`;
  return `${flag}; ${contradiction ? style.warning(code) : code}; ${features}`;
}

function sizes({ sizes: { file_bytes, code_bytes, data_bytes, custom } }: Inspection): string {
  const sections = custom.map(({ name, bytes }) => `${printable(name)} ${bytes}`).join(', ');
  const customText = custom.length === 0 ? 'no custom sections' : `custom sections: ${sections}`;
  return `file ${file_bytes} bytes: code ${code_bytes}, data ${data_bytes}; ${customText}`;
}

function memory({ memory: limits }: Inspection): string {
  if (limits === null) return 'none';
  const { initial_pages, initial_mib, maximum_pages, maximum_mib, growable, shared } = limits;
  const maximum =
    maximum_pages === null
      ? 'none declared (the engine gives up to 65536 pages, 4096 MiB)'
      : `${count(maximum_pages, 'page')} (${maximum_mib} MiB)`;
  const initial = `${count(initial_pages, 'page')} (${initial_mib} MiB)`;
  return `initial ${initial}, maximum ${maximum}, ${growable ? 'growable' : 'not growable'}${shared ? ', shared' : ''}`;
}

function runtime({ runtime: { validates, instantiates, reason, heap_base, static_data_end } }: Inspection): string {
  const state = `validates here: ${validates ? 'yes' : 'no'}, instantiates: ${instantiates ? 'yes' : 'no'}`;
  const why = reason === null ? '' : ` (${printable(reason)})`;
  const heap = heap_base === null ? 'heap base not exported' : `heap base ${heap_base}`;
  return `${state}${why}; ${heap}, static data ends at ${static_data_end}`;
}
