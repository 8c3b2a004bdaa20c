import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText, cloneValue, equalValues } from './equality.ts';
import { formatJson, parseJson, valueFromJson } from './json.ts';
import { canonicalNumberText, isExactDouble, numberFromDouble, numberFromText } from './number.ts';
import { formatPath, path } from './path.ts';
import { type CtyType, formatType, parseType } from './type.ts';
import { DecimalNumber, DynamicValue, objectValue, UNKNOWN, type Value } from './value.ts';
import { isWhollyKnown, typeAt, valueAt, walkValue } from './walk.ts';

describe('numbers', () => {
  const forms: [string, ReturnType<typeof numberFromText>][] = [
    ['0', 0],
    ['-0.0', 0],
    ['12.50', 12.5],
    ['1e3', 1000],
    ['120e-1', 12],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['1e20', 100_000_000_000_000_000_000n],
    ['0.1', new DecimalNumber('0.1')],
    ['1e999999999', new DecimalNumber('1e999999999')],
    [`0.${'3'.repeat(154)}`, new DecimalNumber(`0.${'3'.repeat(154)}`)],
  ];
  for (const [text, form] of forms) test(text, () => expect(numberFromText(text)).toStrictEqual(form));

  test.each(['', '.', 'x', '1,5', '0x10', 'NaN', ' 1'])('%j is no number', (text) => {
    expect(() => numberFromText(text)).toThrow(TypeError);
  });
  test('the same number has the same text, whatever its form', () => {
    for (const form of [100, 100n, new DecimalNumber('1e2'), new DecimalNumber('100.00')]) {
      expect(canonicalNumberText(form)).toBe('1e2');
    }
  });
  test('a double from the wire means its binary value', () => {
    expect(numberFromDouble(0.1)).toStrictEqual(
      new DecimalNumber('0.1000000000000000055511151231257827021181583404541015625'),
    );
    expect(numberFromDouble(-0.1)).toMatchObject({ text: expect.stringMatching(/^-0\.1000/) });
    expect(() => numberFromDouble(Number.NaN)).toThrow(TypeError);
  });
  test('quarters are exact, tenths are not', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (n) => {
        expect(isExactDouble(n / 4)).toBe(true);
        expect(isExactDouble(n / 10)).toBe(n % 5 === 0);
      }),
    );
  });
});

describe('JSON', () => {
  test('keeps big numbers and hostile keys', () => {
    const text = '{"__proto__":{"n":9007199254740993},"d":0.1,"l":[1,null,true]}';
    const parsed = parseJson(text);
    expect(Object.getPrototypeOf(parsed)).toBeNull();
    expect(formatJson(parsed)).toBe(text);
  });
  test('fits state to the current type: drops, fills, converts', () => {
    const type: CtyType = ['object', { n: 'number', s: 'string', gone: ['list', 'string'], d: 'dynamic' }];
    const json = parseJson('{"n":"12","s":5,"old":1,"d":{"type":["set","number"],"value":[0.1]}}');
    expect(valueFromJson(json, type)).toStrictEqual(
      objectValue({ n: 12, s: '5', gone: null, d: new DynamicValue(['set', 'number'], [new DecimalNumber('0.1')]) }),
    );
  });
  test('says where it does not fit', () => {
    expect(() =>
      valueFromJson(parseJson('{"m":{"k":[1,{}]}}'), ['object', { m: ['map', ['list', 'number']] }]),
    ).toThrow('m["k"][1]: expected number, found an object');
  });
  test('has no unknown', () => expect(() => formatJson([UNKNOWN])).toThrow(TypeError));
});

describe('equality', () => {
  const equal: [Value | undefined, Value | undefined, CtyType][] = [
    [
      ['a', 'b'],
      ['b', 'a', 'a'],
      ['set', 'string'],
    ],
    [[[1, 2]], [[2, 1]], ['set', ['set', 'number']]],
    [{ a: 'x' }, { a: 'x', b: null }, ['object', { a: 'string', b: 'string' }]],
    [0.1, new DecimalNumber('0.10'), 'number'],
    [UNKNOWN, UNKNOWN, 'string'],
    [null, undefined, 'string'],
    [{ b: 1, a: 2 }, { a: 2, b: 1 }, ['map', 'number']],
    [new DynamicValue(['tuple', ['number']], [1]), [1], 'dynamic'],
  ];
  test.each(equal)('%j = %j', (left, right, type) => expect(equalValues(left, right, type)).toBe(true));
  const different: [Value, Value, CtyType][] = [
    [
      ['a', 'b'],
      ['b', 'a'],
      ['list', 'string'],
    ],
    [null, {}, ['map', 'string']],
    [null, [], ['set', 'string']],
    [UNKNOWN, null, 'string'],
    [{ a: null }, {}, ['map', 'string']],
    ['1', 1, 'dynamic'],
    [['a,b'], ['a', 'b'], ['set', 'string']],
  ];
  test.each(different)('%j ≠ %j', (left, right, type) => expect(equalValues(left, right, type)).toBe(false));

  test('a clone is equal and shares nothing', () => {
    const value = objectValue({ l: [objectValue({ a: 1 })], u: UNKNOWN });
    const clone = cloneValue(value);
    expect(clone).toStrictEqual(value);
    expect((clone.l as Value[])[0]).not.toBe((value.l as Value[])[0]);
    expect(canonicalText(clone, 'dynamic')).toBe(canonicalText(value, 'dynamic'));
  });
});

describe('paths, types and walks', () => {
  const type: CtyType = ['object', { requests: ['map', ['object', { size: 'number', ids: ['list', 'string'] }]] }];
  const value = objectValue({ requests: objectValue({ web: objectValue({ size: UNKNOWN, ids: ['x'] }) }) });
  const at = path('requests', { key: 'web' }, 'size');

  test('formats', () => {
    expect(formatPath(at)).toBe('requests["web"].size');
    expect(formatPath(path('ids', 0))).toBe('ids[0]');
    expect(formatType(type)).toBe('object({requests=map(object({size=number, ids=list(string)}))})');
    expect(parseType(JSON.parse(JSON.stringify(type)))).toEqual(type);
  });
  test('finds', () => {
    expect(valueAt(value, at)).toBe(UNKNOWN);
    expect(typeAt(type, at)).toBe('number');
    expect(valueAt(value, path('requests', { key: 'toString' }))).toBeUndefined();
  });
  test('walks with types and paths, and stops where told', () => {
    const seen: string[] = [];
    walkValue(value, type, (where, _value, each) => {
      seen.push(`${formatPath(where)}:${formatType(each)}`);
      return !formatPath(where).endsWith('.ids');
    });
    expect(seen.slice(3)).toEqual(['requests["web"].size:number', 'requests["web"].ids:list(string)']);
  });
  test('knows what is wholly known', () => {
    expect(isWhollyKnown(value)).toBe(false);
    expect(isWhollyKnown(new DynamicValue('string', UNKNOWN))).toBe(false);
    expect(isWhollyKnown([null, {}, 'x'])).toBe(true);
  });
});
