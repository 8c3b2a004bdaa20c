import { expect, test } from 'vitest';
import { RahError } from '../../src/errors/rah-error.ts';
import { Diagnostics } from '../framework/diagnostics.ts';
import { path } from '../values/path.ts';
import { diagnose, diagnosed } from './diagnose.ts';

function told(error: RahError) {
  const diagnostics = new Diagnostics();
  diagnose(diagnostics, error, path('size'));
  return diagnostics.items[0];
}

test('the first sentence is the summary, the rest and the hint the detail', () => {
  const error = new RahError('unplaceable', 'No room for 1.5GiB. 2 modules are full. One is failed.', {
    hint: 'Ask less.',
  });
  expect(told(error)).toEqual({
    severity: 'error',
    summary: 'No room for 1.5GiB',
    detail: '2 modules are full. One is failed.\nAsk less.',
    path: path('size'),
  });
});

test('a list of problems stays whole', () => {
  const error = new RahError('inventory_invalid', '  fabric.yaml:1:2: a.b: bad\n  fabric.yaml:2:2: c: bad');
  expect(told(error)?.detail).toContain('fabric.yaml:2:2: c: bad');
  expect(told(error)?.summary).toBe('Invalid fabric file');
  expect(told(new RahError('slice_taken', 'It is taken. Now run plan again.'))?.detail).toBe('Now run plan again.');
});

test('one sentence is the summary alone', () => {
  const item = told(new RahError('busy', 'The store is busy', { hint: 'Wait.' }));
  expect([item?.summary, item?.detail]).toEqual(['The store is busy', 'Wait.']);
});

test('only RahErrors become diagnostics', async () => {
  const diagnostics = new Diagnostics();
  await expect(diagnosed(diagnostics, null, () => Promise.reject(new TypeError('defect')))).rejects.toThrow('defect');
  expect(await diagnosed(diagnostics, null, () => Promise.reject(new RahError('busy', 'x')))).toBeUndefined();
  expect(await diagnosed(diagnostics, null, async () => 7)).toBe(7);
  expect(diagnostics.items).toHaveLength(1);
});
