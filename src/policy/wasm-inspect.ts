import { ABI_VERSION } from '../../policy-assembly/abi/abi.ts';
import { BUILD_SIMD } from '../../policy-assembly/abi/pool.ts';
import { ABI_FUNCTIONS, ABI_RECORDS } from './abi-table.ts';
import { wasm } from './wasm-engine.ts';
import { type WasmExport, type WasmImport, type WasmLayout, type WasmMemoryLimits, wasmLayout } from './wasm-layout.ts';

/** The file is no policy module at all: there is nothing more to say about it. */
export class NotPolicyModuleError extends Error {
  readonly found: string;
  readonly wanted: string;

  constructor(message: string, found: string, wanted: string, options?: ErrorOptions) {
    super(`${message}: found ${found}, wanted ${wanted}`, options);
    this.name = 'NotPolicyModuleError';
    this.found = found;
    this.wanted = wanted;
  }
}

export interface InspectedExport extends WasmExport {
  /** ABI version that brought it; null when the ABI does not know it. */
  readonly since: number | null;
}

export interface InspectedRecord {
  readonly name: string;
  readonly which: number;
  /** -1 = the module knows no such record; null = it could not be asked. */
  readonly found_bytes: number | null;
  readonly wanted_bytes: number;
}

export interface InspectedMemory extends WasmMemoryLimits {
  readonly initial_mib: number;
  readonly maximum_mib: number | null;
  readonly growable: boolean;
}

/** Something that keeps this rah from using the module. */
export interface InspectionProblem {
  readonly what: string;
  readonly found: string;
  readonly wanted: string;
}

export interface Inspection {
  readonly abi_version: { readonly found: number | null; readonly wanted: number };
  readonly exports: readonly InspectedExport[];
  /** Functions of the ABI, and `memory`, that the module lacks. */
  readonly missing_exports: readonly string[];
  readonly imports: readonly WasmImport[];
  readonly records: readonly InspectedRecord[];
  readonly build: {
    /** What rah_build_flags answers; null when it is not exported or could not be asked. */
    readonly flags: number | null;
    readonly simd_flag: boolean | null;
    /** Whether the code section holds SIMD instructions; null when that cannot be told. */
    readonly simd_code: boolean | null;
    readonly target_features: readonly string[];
  };
  readonly sizes: {
    readonly file_bytes: number;
    readonly code_bytes: number;
    readonly data_bytes: number;
    readonly custom: readonly { readonly name: string; readonly bytes: number }[];
  };
  readonly memory: InspectedMemory | null;
  readonly runtime: {
    readonly validates: boolean;
    readonly instantiates: boolean;
    /** What the engine says when it does not. */
    readonly reason: string | null;
    /** Where the module's own heap begins, if it exports that. */
    readonly heap_base: number | null;
    readonly static_data_end: number;
  };
  /** Empty when this rah can drive the module. */
  readonly problems: readonly InspectionProblem[];
}

const PAGES_PER_MIB = 16;

type Exports = Readonly<Record<string, unknown>>;

interface Started {
  readonly validates: boolean;
  readonly exports: Exports | null;
  readonly reason: string | null;
}

function start(bytes: Uint8Array, layout: WasmLayout): Started {
  let module: InstanceType<typeof wasm.Module>;
  try {
    module = new wasm.Module(bytes);
  } catch (error) {
    return { validates: false, exports: null, reason: (error as Error).message };
  }
  if (layout.imports.length > 0) return { validates: true, exports: null, reason: 'it wants imports' };
  try {
    return { validates: true, exports: new wasm.Instance(module).exports, reason: null };
  } catch (error) {
    return { validates: true, exports: null, reason: (error as Error).message };
  }
}

/** Calls an exported function; null when there is none, it traps, or it answers no i32. */
function ask(exports: Exports | null, name: string, ...args: number[]): number | null {
  const call = exports?.[name];
  if (typeof call !== 'function') return null;
  try {
    const answer: unknown = call(...args);
    return typeof answer === 'number' ? answer : null;
  } catch {
    return null;
  }
}

function heapBase(exports: Exports | null): number | null {
  const value = (exports?.__heap_base as { readonly value?: unknown } | undefined)?.value;
  return typeof value === 'number' ? value : null;
}

function withMib(limits: WasmMemoryLimits): InspectedMemory {
  const { initial_pages, maximum_pages } = limits;
  return {
    ...limits,
    initial_mib: initial_pages / PAGES_PER_MIB,
    maximum_mib: maximum_pages === null ? null : maximum_pages / PAGES_PER_MIB,
    growable: maximum_pages === null || maximum_pages > initial_pages,
  };
}

const MAX_NAMED = 8;

function named(texts: readonly string[]): string {
  const shown = texts.slice(0, MAX_NAMED).join(', ');
  return texts.length > MAX_NAMED ? `${shown} and ${texts.length - MAX_NAMED} more` : shown;
}

/** Missing exports and other sizes follow from another version: there they are no problems of their own. */
function problemsOf(inspection: Omit<Inspection, 'problems'>): InspectionProblem[] {
  const { abi_version, imports, missing_exports, records, runtime } = inspection;
  const problems: InspectionProblem[] = [];
  if (!runtime.validates) {
    return [{ what: 'this runtime refuses it', found: runtime.reason ?? 'no reason', wanted: 'valid WebAssembly' }];
  }
  if (imports.length > 0) {
    const names = named(imports.map(({ module, name }) => `${module}.${name}`));
    problems.push({ what: 'it wants imports', found: `${imports.length} (${names})`, wanted: 'none' });
  } else if (!runtime.instantiates) {
    problems.push({ what: 'it does not start', found: runtime.reason ?? 'no reason', wanted: 'an instance' });
  } else if (abi_version.found !== abi_version.wanted) {
    const found = abi_version.found === null ? 'no answer' : `ABI version ${abi_version.found}`;
    return [{ what: 'it has another ABI version', found, wanted: `ABI version ${abi_version.wanted}` }];
  }
  if (missing_exports.length > 0) {
    problems.push({
      what: 'it lacks exports',
      found: `${ABI_FUNCTIONS.size + 1 - missing_exports.length} of ${ABI_FUNCTIONS.size + 1}`,
      wanted: `also ${named(missing_exports)}`,
    });
  }
  const other = records.filter(({ found_bytes, wanted_bytes }) => found_bytes !== null && found_bytes !== wanted_bytes);
  if (other.length > 0) {
    problems.push({
      what: 'it has records of another size',
      found: named(
        other.map(({ name, found_bytes }) => `${name} ${(found_bytes as number) < 0 ? 'none' : found_bytes}`),
      ),
      wanted: `${named(other.map(({ name, wanted_bytes }) => `${name} ${wanted_bytes}`))} bytes`,
    });
  }
  return problems;
}

/**
 * Everything about a policy module, from its bytes. Throws WasmFormatError when they are no whole WebAssembly file and
 * NotPolicyModuleError when they are one of another kind; a policy module that this rah cannot drive has `problems`.
 */
export function inspectPolicy(bytes: Uint8Array): Inspection {
  const layout = wasmLayout(bytes);
  const names = new Set(layout.exports.map(({ name }) => name));
  if (!names.has('rah_abi_version')) {
    throw new NotPolicyModuleError(
      'a WebAssembly module of another kind',
      names.size === 0 ? 'no exports' : `the exports ${named([...names])}`,
      `rah_abi_version and the other exports of policy ABI version ${ABI_VERSION}`,
    );
  }
  const { validates, exports, reason } = start(bytes, layout);
  const flags = ask(exports, 'rah_build_flags');
  const size = (section: string) =>
    layout.sections.reduce((sum, { name, bytes: length }) => sum + (name === section ? length : 0), 0);
  const found: Omit<Inspection, 'problems'> = {
    abi_version: { found: ask(exports, 'rah_abi_version'), wanted: ABI_VERSION },
    exports: layout.exports.map((each) => ({
      ...each,
      since: each.name === 'memory' ? 1 : (ABI_FUNCTIONS.get(each.name) ?? null),
    })),
    missing_exports: ['memory', ...ABI_FUNCTIONS.keys()].filter((name) => !names.has(name)),
    imports: layout.imports,
    records: ABI_RECORDS.map(({ name, which, bytes: wanted_bytes }) => ({
      name,
      which,
      found_bytes: ask(exports, 'rah_record_bytes', which),
      wanted_bytes,
    })),
    build: {
      flags,
      simd_flag: flags === null ? null : (flags & BUILD_SIMD) !== 0,
      simd_code: layout.usesSimd,
      target_features: layout.targetFeatures,
    },
    sizes: {
      file_bytes: bytes.length,
      code_bytes: size('code'),
      data_bytes: size('data'),
      custom: layout.custom,
    },
    memory: layout.memory && withMib(layout.memory),
    runtime: {
      validates,
      instantiates: exports !== null,
      reason,
      heap_base: heapBase(exports),
      static_data_end: layout.staticDataEnd,
    },
  };
  return { ...found, problems: problemsOf(found) };
}
