import { describe, expect, test } from 'vitest';
import { type ObjectValue, objectValue, UNKNOWN } from '../values/value.ts';
import { checkSchema } from './check-schema.ts';
import { Diagnostics } from './diagnostics.ts';
import { BASE, config } from './sample-resource.fixture.ts';
import { parseDuration_ms, timeout_ms } from './timeouts.ts';
import { validateValues } from './validate-values.ts';

describe('validation', () => {
  const check = (members: ObjectValue): [string, string][] => {
    const diagnostics = new Diagnostics();
    validateValues(BASE.schema, config(members), diagnostics, false);
    return diagnostics.items.map((item) => [JSON.stringify(item.path), item.detail]);
  };
  test('points at the exact attribute, and says it in words where it is nested', () => {
    const parts = objectValue({ web: objectValue({ kind: 'k', grade: 'C', serial: null }) });
    expect(check({ mode: 'z', size: 13, parts, timeouts: objectValue({ create: 'soon' }) })).toEqual([
      ['[{"attribute":"size"}]', 'unlucky'],
      ['[{"attribute":"mode"}]', '"z" is not allowed here. Allowed: "a", "b".'],
      [expect.stringContaining('"key":"web"'), 'At parts["web"].grade: "C" is not allowed here. Allowed: "A", "B".'],
      ['[{"attribute":"timeouts"},{"attribute":"create"}]', expect.stringContaining('"1h30m"')],
    ]);
  });
  test('unknown values are not judged', () =>
    expect(check({ mode: UNKNOWN, size: UNKNOWN, parts: UNKNOWN })).toEqual([]));
  test('an old Terraform cannot keep write-only values out of its files', () => {
    expect(check({ secret: 'x' })[0]?.[1]).toContain('1.11');
  });
  test.each([
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['', null],
    ['5', null],
    ['0s', null],
    ['-5m', null],
    ['99999h', null],
    ['5 m', null],
  ])('duration %j', (text, expected) => expect(parseDuration_ms(text)).toBe(expected));
  test('default timeouts', () => {
    expect(timeout_ms(BASE.schema, 'create', null, new Diagnostics())).toBe(60_000);
    expect(timeout_ms(BASE.schema, 'delete', null, new Diagnostics())).toBe(1_200_000);
  });
  test('a sound schema has no problems, a bad one is described', () => {
    expect(checkSchema('t_r', BASE.schema)).toEqual([]);
    const bad = {
      description: 'x',
      attributes: {
        Upper: { type: 'string', required: true, computed: true, description: '' },
        count: { type: 'number', description: 'x', default: 'many' },
      },
    } as const;
    expect(checkSchema('t_r', bad)).toEqual([
      't_r.Upper: not a lowercase identifier',
      't_r.Upper: no description',
      't_r.Upper: required, and optional, computed or defaulted too',
      't_r.count: the default does not fit the type: expected number, found string',
      "t_r.count: a name of Terraform's own",
    ]);
  });
});
