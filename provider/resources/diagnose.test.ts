import { expect, test } from 'vitest';
import { RahError } from '../../src/errors/rah-error.ts';
import { Diagnostics } from '../framework/diagnostics.ts';
import { path } from '../values/path.ts';
import { diagnose, diagnosed, isAboutRoom, sentence } from './diagnose.ts';

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

test('a name that a composition has says who made that', () => {
  const details = { name: 'db', owner: '/infra#prod' };
  const item = told(new RahError('name_taken', 'The name "db" is taken by a composition of /infra#prod.', { details }));
  expect(item?.summary).toBe('The name "db" is taken by a composition made in /infra (workspace "prod")');
  expect(item?.detail).toMatch(/create_before_destroy/);
});

test('room is one thing, constraints are another', () => {
  expect(isAboutRoom(new RahError('unplaceable', 'x', { path: ['requests', 'a', 'size'] }))).toBe(true);
  expect(isAboutRoom(new RahError('unplaceable', 'x', { path: ['constraints'] }))).toBe(false);
  expect(isAboutRoom(new RahError('slice_taken', 'x'))).toBe(false);
});

test('sentences have a capital and one full stop', () => {
  expect(['DRM "a" failed', 'is gone.', ' why? '].map(sentence)).toEqual(['DRM "a" failed.', 'Is gone.', 'Why?']);
});
