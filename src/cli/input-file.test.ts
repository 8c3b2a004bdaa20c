import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from './failure.ts';
import { readInputFile } from './input-file.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rah-input-'));
  writeFileSync(join(dir, 'file'), 'text');
  writeFileSync(join(dir, 'large'), '');
  truncateSync(join(dir, 'large'), 256 * 1024 ** 2 + 1);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('readInputFile', () => {
  it('reads a file', () => {
    expect(readInputFile(join(dir, 'file')).toString()).toBe('text');
  });

  it.each([
    ['.', 'is a directory, not a file'],
    ['none', 'none: there is no such file'],
    ['file/below', 'below: there is no such file'],
    ['large', 'large holds 257 MiB (at most 256 MiB are read)'],
    ['/dev/zero', 'is a device, not a file'],
    ['x'.repeat(5000), 'cannot be read: name too long'],
  ])('refuses %.20s', (name, message) => {
    const path = isAbsolute(name) ? name : join(dir, name);
    const read = () => readInputFile(path);
    expect(read).toThrow(Failure);
    expect(read).toThrow(message);
  });
});
