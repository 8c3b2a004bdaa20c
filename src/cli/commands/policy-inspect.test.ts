import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABI_VERSION } from '../../../policy-assembly/abi/abi.ts';
import { ABI_FUNCTIONS } from '../../policy/abi-table.ts';
import { tinyModule } from '../../policy/tiny-module.fixture.ts';
import { run } from '../program.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rah-inspect-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function inspect(bytes: Uint8Array | null, ...options: string[]) {
  const file = join(dir, bytes === null ? 'missing.wasm' : 'module.wasm');
  if (bytes !== null) writeFileSync(file, bytes);
  let [out, err] = ['', ''];
  const code = await run(['policy', 'inspect', file, ...options], {
    env: {},
    outIsTty: false,
    errIsTty: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err, file };
}

const OTHER_VERSION = tinyModule({ functions: { rah_abi_version: 9, rah_build_flags: 1 }, memory: [3, 16] });

describe('rah policy inspect', () => {
  it('shows a module of another version, and fails with both versions', async () => {
    const { code, out, err, file } = await inspect(OTHER_VERSION);
    expect(code).toBe(1);
    expect(out).toContain(`${file}: not usable by this rah`);
    expect(out).toContain(`found 9, this rah speaks ${ABI_VERSION}`);
    expect(out).toContain('rah_build_flags 1: SIMD yes; SIMD instructions in the code: no');
    expect(out).toContain('initial 3 pages (0.1875 MiB), maximum 16 pages (1 MiB), growable');
    expect(out).toMatch(/rah_abi_version +function +ABI 1 +\(\) -> i32/);
    expect(err).toContain(`found ABI version 9, wanted ABI version ${ABI_VERSION}`);
  });

  it('gives one JSON document, the failure with the inspection in it', async () => {
    const { code, out } = await inspect(OTHER_VERSION, '--json');
    expect(code).toBe(1);
    const { error } = JSON.parse(out);
    expect(error.code).toBe('policy_module_refused');
    expect(error.details.inspection.abi_version).toEqual({ found: 9, wanted: ABI_VERSION });
    expect(error.details.inspection.build).toMatchObject({ flags: 1, simd_flag: true, simd_code: false });
  });

  it.each([
    [
      'cut short',
      OTHER_VERSION.slice(0, -9),
      new RegExp(
        `truncated or damaged: found .* bytes, wanted at least .*; found no ABI version in it, wanted ${ABI_VERSION}`,
      ),
    ],
    ['text', new TextEncoder().encode('not a module'), /not a WebAssembly file: found 12 bytes/],
    [
      'of another kind',
      tinyModule({ functions: { add: 2 } }),
      /of another kind: found the exports add, wanted rah_abi/,
    ],
    ['nowhere', null, /error: .*missing\.wasm: there is no such file\n/],
    ['with imports', tinyModule({ functions: { rah_abi_version: ABI_VERSION }, imports: [['env', 'x']] }), /env\.x/],
  ])('refuses a file %s with one sentence', async (_, bytes, message) => {
    const { code, err } = await inspect(bytes);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).toContain('hint: ');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each([
    [tinyModule({ functions: { add: 2 } }), 'Is this the right file?'],
    [new TextEncoder().encode('not a module'), 'Is this the right file?'],
    [OTHER_VERSION.slice(0, -9), 'Build it anew'],
    [OTHER_VERSION, 'Build it anew'],
  ])('advises what will help (%#)', async (bytes, hint) => {
    expect((await inspect(bytes)).err).toContain(`hint: ${hint}`);
  });

  it('marks records of other sizes', async () => {
    const functions = Object.fromEntries([...ABI_FUNCTIONS.keys()].map((name) => [name, 40]));
    const { out } = await inspect(
      tinyModule({ functions: { ...functions, rah_abi_version: ABI_VERSION }, memory: [1, null] }),
    );
    expect(out).toMatch(/ MODULE +40 +40 +ok\n/);
    expect(out).toMatch(/ REQUEST +40 +\d+ +MISMATCH\n/);
    expect(out).toContain('maximum none declared');
  });

  it('never lets a name in the file steer the terminal', async () => {
    const { out } = await inspect(tinyModule({ functions: { rah_abi_version: 9, '\u001b[31mred': 1 } }));
    expect(out).toContain('\\x1b[31mred');
    expect(out).not.toContain('\u001b');
  });
});
