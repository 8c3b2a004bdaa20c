import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ABI_VERSION, REQUEST_BYTES } from '../../policy-assembly/abi/abi.ts';
import { ABI_FUNCTIONS, ABI_RECORDS } from './abi-table.ts';
import { bytesOf, text, tinyModule } from './tiny-module.fixture.ts';
import { WasmFormatError } from './wasm-bytes.ts';
import { inspectPolicy, NotPolicyModuleError } from './wasm-inspect.ts';

const VERSION = { rah_abi_version: ABI_VERSION };

function refusal(bytes: Uint8Array): Error {
  try {
    inspectPolicy(bytes);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}

function problems(bytes: Uint8Array): string[] {
  return inspectPolicy(bytes).problems.map(({ what, found, wanted }) => `${what}: found ${found}, wanted ${wanted}`);
}

describe('a file that is no policy module', () => {
  it.each([
    ['empty', [], 'not a WebAssembly file: found an empty file, wanted 00 61 73 6d ("\\0asm")'],
    ['text', [...new TextEncoder().encode('<html>')], 'found 6 bytes that begin with 3c 68 74 6d, wanted 00 61 73 6d'],
    ['its first bytes', [0, 97, 115, 109, 1], 'truncated: found 5 bytes, wanted at least 8'],
    ['a component', [0, 97, 115, 109, 13, 0, 1, 0], 'found binary version 65549, wanted 1'],
    ['a section of a kind nobody knows', [...bytesOf({}).slice(0, 8), 99, 0], 'byte 8: found a section of kind 99'],
  ])('%s', (_, bytes, message) => {
    const error = refusal(Uint8Array.from(bytes));
    expect(error).toBeInstanceOf(WasmFormatError);
    expect(error.message).toContain(message);
  });

  it('cut anywhere: a sentence with what was found, never an accident', () => {
    const whole = tinyModule({ functions: { ...VERSION, rah_build_flags: 1 }, memory: [2, 8], data: [1024, 40] });
    expect(problems(whole)).toHaveLength(1);
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      let message: string;
      try {
        message = problems(cut).join();
      } catch (error) {
        expect(error instanceof WasmFormatError || error instanceof NotPolicyModuleError, String(error)).toBe(true);
        message = (error as Error).message;
      }
      expect(message, `${length} bytes`).toMatch(/found .*, wanted /);
    }
  });

  it('damaged anywhere: refused or described, never an accident', () => {
    const whole = tinyModule({ functions: { ...VERSION, rah_record_bytes: 7 }, memory: [1, 1], data: [8, 8] });
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff, (whole[at] as number) ^ 1]) {
        const damaged = whole.slice();
        damaged[at] = value;
        try {
          inspectPolicy(damaged);
        } catch (error) {
          expect(error instanceof WasmFormatError || error instanceof NotPolicyModuleError, String(error)).toBe(true);
        }
      }
    }
  });

  it('of another kind, naming what it exports', () => {
    expect(refusal(tinyModule({ functions: { add: 1 }, memory: [1, null] }))).toMatchObject({
      name: 'NotPolicyModuleError',
      found: 'the exports memory, add',
      wanted: `rah_abi_version and the other exports of policy ABI version ${ABI_VERSION}`,
    });
    expect(refusal(Uint8Array.from(bytesOf({}).slice(0, 8))).message).toContain('found no exports');
  });
});

describe('a policy module that this rah cannot drive', () => {
  it('has another version: nothing else is held against it', () => {
    expect(problems(tinyModule({ functions: { rah_abi_version: 42 } }))).toEqual([
      `it has another ABI version: found ABI version 42, wanted ABI version ${ABI_VERSION}`,
    ]);
  });

  it('lacks exports', () => {
    const [problem] = problems(tinyModule({ functions: VERSION }));
    expect(problem).toContain(`it lacks exports: found 1 of ${ABI_FUNCTIONS.size + 1}, wanted also memory, rah_record`);
  });

  it('has records of another size', () => {
    const functions = Object.fromEntries([...ABI_FUNCTIONS.keys()].map((name) => [name, 40]));
    const bytes = tinyModule({ functions: { ...functions, ...VERSION }, memory: [1, null] });
    expect(inspectPolicy(bytes).records.find(({ name }) => name === 'REQUEST')).toEqual({
      name: 'REQUEST',
      which: 1,
      found_bytes: 40,
      wanted_bytes: REQUEST_BYTES,
    });
    expect(problems(bytes)[0]).toMatch(/^it has records of another size: found REQUEST 40, .*, wanted REQUEST \d+, /);
  });

  it('wants imports, which are named', () => {
    const bytes = tinyModule({ functions: VERSION, imports: [['env', 'abort']] });
    expect(problems(bytes)[0]).toBe('it wants imports: found 1 (env.abort), wanted none');
    expect(inspectPolicy(bytes).runtime).toMatchObject({ validates: true, instantiates: false });
  });

  it('does not validate here', () => {
    const drop = 0x1a;
    const bytes = tinyModule({ functions: VERSION, code: [drop] });
    expect(problems(bytes)[0]).toMatch(/^this runtime refuses it: found .*, wanted valid WebAssembly$/);
  });
});

describe('what is read without running', () => {
  it('memory limits, data, signatures, custom sections, target features', () => {
    const feature = [0x2b, ...text('simd128')];
    const bytes = Uint8Array.from([
      ...tinyModule({ functions: VERSION, memory: [2, 8], data: [1024, 40] }),
      ...[0, 2 + 7, ...text('producer')],
      ...[0, text('target_features').length + 1 + feature.length, ...text('target_features'), 1, ...feature],
    ]);
    const { exports, memory, sizes, build, runtime } = inspectPolicy(bytes);
    expect(exports).toEqual([
      { name: 'memory', kind: 'memory', signature: null, since: 1 },
      { name: 'rah_abi_version', kind: 'function', signature: '() -> i32', since: 1 },
    ]);
    expect(memory).toEqual({
      initial_pages: 2,
      initial_mib: 0.125,
      maximum_pages: 8,
      maximum_mib: 0.5,
      growable: true,
      shared: false,
    });
    expect(sizes).toMatchObject({
      file_bytes: bytes.length,
      custom: [{ name: 'producer' }, { name: 'target_features' }],
    });
    expect(build).toEqual({ flags: null, simd_flag: null, simd_code: false, target_features: ['+simd128'] });
    expect(runtime).toEqual({
      validates: true,
      instantiates: true,
      reason: null,
      heap_base: null,
      static_data_end: 1064,
    });
  });

  it('SIMD by the instructions, whatever lies in the constants before them', () => {
    // i64.const with 0xfd bytes in its LEB128 is no SIMD; i32x4.splat is.
    const constant = [0x42, 0xfd, 0xfd, 0xfd, 0x00, 0x1a];
    const splat = [0x41, 0x00, 0xfd, 0x11, 0x1a];
    const simdOf = (code: number[]) => inspectPolicy(tinyModule({ functions: VERSION, code })).build.simd_code;
    expect(simdOf(constant)).toBe(false);
    expect(simdOf([...constant, ...splat])).toBe(true);
  });

  it('an export that the ABI does not know', () => {
    const { exports } = inspectPolicy(tinyModule({ functions: { ...VERSION, rah_more: 1 } }));
    expect(exports.at(-1)).toMatchObject({ name: 'rah_more', since: null });
  });

  it('the flags that the module answers', () => {
    const build = (flags: number) =>
      inspectPolicy(tinyModule({ functions: { ...VERSION, rah_build_flags: flags } })).build;
    expect(build(1)).toMatchObject({ flags: 1, simd_flag: true });
    expect(build(0)).toMatchObject({ flags: 0, simd_flag: false });
  });
});

describe('the real module', () => {
  const bytes = readFileSync(new URL('../../dist/rah-policy.wasm', import.meta.url));

  it('is one that this rah can drive', () => {
    const { problems: found, imports, build } = inspectPolicy(bytes);
    expect(found).toEqual([]);
    expect(imports).toEqual([]);
    expect(build).toMatchObject({ simd_flag: false, simd_code: false });
  });

  it('cut at any of a hundred places', () => {
    for (let i = 0; i < 100; i++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 100));
      expect(refusal(cut).message).toMatch(/found .*, wanted /);
    }
  });
});

describe('the table of exports', () => {
  const document = ['ABI.md', 'POOL.md']
    .map((name) => readFileSync(new URL(`../../policy-assembly/${name}`, import.meta.url), 'utf8'))
    .join('\n');

  it('names the functions that the documents name', () => {
    const documented = new Set([...document.matchAll(/`(rah_\w+)\(/g)].map((match) => match[1] as string));
    expect([...documented].sort()).toEqual([...ABI_FUNCTIONS.keys()].sort());
  });

  it('gives the versions that the documents give', () => {
    const rows = [...document.matchAll(/^\| (`rah_[^|]*) \| (\d+) \|/gm)];
    const given = rows.flatMap(([, names = '', since]) =>
      [...names.matchAll(/`(rah_\w+)\(/g)].map((match) => [match[1] as string, Number(since)] as const),
    );
    expect(given).toEqual(given.map(([name]) => [name, ABI_FUNCTIONS.get(name)]));
  });

  it('gives every record of the ABI another number', () => {
    expect(new Set(ABI_RECORDS.map(({ which }) => which)).size).toBe(ABI_RECORDS.length);
    expect(ABI_RECORDS.find(({ name }) => name === 'POOL_REQUEST')?.bytes).toBe(112);
  });
});
