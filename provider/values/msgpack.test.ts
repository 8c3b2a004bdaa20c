import { ExtData, decode as referenceDecode, encode as referenceEncode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalValues } from './equality.ts';
import { decodeMsgpack } from './msgpack-decode.ts';
import { encodeMsgpack } from './msgpack-encode.ts';
import type { CtyType } from './type.ts';
import { DecimalNumber, DynamicValue, objectValue, UNKNOWN, type Value } from './value.ts';

const OBJECT: CtyType = ['object', { a: 'string', b: ['list', 'number'] }];

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

describe('round trips', () => {
  const cases: [string, Value, CtyType][] = [
    ['null', null, 'string'],
    ['unknown', UNKNOWN, ['map', 'string']],
    ['empty string', '', 'string'],
    ['long text beyond ASCII', 'höchst ☃ 😀'.repeat(9000), 'string'],
    ['bool', false, 'bool'],
    ['zero', 0, 'number'],
    ['small negative', -32, 'number'],
    ['int8', -33, 'number'],
    ['uint32', 4_294_967_295, 'number'],
    ['safe integer', Number.MAX_SAFE_INTEGER, 'number'],
    ['2^53 + 1', 9_007_199_254_740_993n, 'number'],
    ['lowest int64', -(2n ** 63n), 'number'],
    ['beyond int64', 2n ** 64n + 1n, 'number'],
    ['exact fraction', 0.5, 'number'],
    ['decimal', new DecimalNumber('0.1'), 'number'],
    ['infinity', Number.POSITIVE_INFINITY, 'number'],
    ['empty list', [], ['list', 'string']],
    ['unknown in a list', ['a', UNKNOWN, null], ['list', 'string']],
    ['long list', Array.from({ length: 70_000 }, (_, n) => n), ['list', 'number']],
    ['empty map', objectValue(), ['map', 'string']],
    ['map with hostile keys', objectValue({ ['__proto__']: 'x', constructor: 'y', '': 'z' }), ['map', 'string']],
    ['object', objectValue({ a: 'x', b: [1] }), OBJECT],
    ['tuple', [1, 'x', null], ['tuple', ['number', 'string', 'bool']]],
    ['dynamic', new DynamicValue(['tuple', ['number']], [1]), 'dynamic'],
    ['dynamic null', new DynamicValue('string', null), 'dynamic'],
    ['dynamic in a map', objectValue({ k: new DynamicValue('bool', true) }), ['map', 'dynamic']],
  ];
  for (const [name, value, type] of cases) {
    test(name, () => {
      expect(decodeMsgpack(encodeMsgpack(value, type), type)).toStrictEqual(value);
    });
  }

  test('any tree of strings and integers', () => {
    const type: CtyType = ['map', ['list', ['object', { s: 'string', n: 'number' }]]];
    const element = fc.record({ s: fc.string({ unit: 'binary' }), n: fc.option(fc.maxSafeInteger()) });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(element)), (value) => {
        const encoded = encodeMsgpack(value, type);
        expect(equalValues(decodeMsgpack(encoded, type), value, type)).toBe(true);
        const keys = Object.keys(value);
        // The reference refuses this key; we do not.
        if (!keys.includes('__proto__')) expect(Object.keys(referenceDecode(encoded) as object)).toEqual(keys);
      }),
    );
  });

  test('any integer has one form', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (value) => {
        const decoded = decodeMsgpack(encodeMsgpack(value, 'number'), 'number');
        expect(BigInt(decoded as number | bigint)).toBe(value);
        expect(typeof decoded).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
      }),
    );
  });
});

describe('decoding what core sends', () => {
  const cases: [string, Uint8Array, CtyType, Value][] = [
    ['unknown, extension 0', bytes(0xd4, 0, 0), 'string', UNKNOWN],
    ['unknown with refinements, extension 12', bytes(0xc7, 3, 12, 0x81, 1, 0xc2), 'string', UNKNOWN],
    ['unknown with 16-bit length', bytes(0xc8, 0, 2, 12, 0x80, 0), ['list', 'string'], UNKNOWN],
    ['unknown dynamic', bytes(0xd4, 0, 0), 'dynamic', UNKNOWN],
    ['int64', bytes(0xd3, 0, 0x20, 0, 0, 0, 0, 0, 1), 'number', 9_007_199_254_740_993n],
    ['small int64', bytes(0xd3, 0, 0, 0, 0, 0, 0, 0, 5), 'number', 5],
    ['uint64', bytes(0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), 'number', 2n ** 64n - 1n],
    ['int16', bytes(0xd1, 0xff, 0x00), 'number', -256],
    ['float32', bytes(0xca, 0x3f, 0, 0, 0), 'number', 0.5],
    ['float64 that is a big integer', bytes(0xcb, 0x43, 0xe0, 0, 0, 0, 0, 0, 0), 'number', 2n ** 63n],
    ['decimal text', referenceEncode('0.1'), 'number', new DecimalNumber('0.1')],
    ['text of an exact fraction', referenceEncode('0.25'), 'number', 0.25],
    [
      'dynamic with type as bin',
      referenceEncode([new TextEncoder().encode('"bool"'), true]),
      'dynamic',
      new DynamicValue('bool', true),
    ],
    ['dynamic with type as string', referenceEncode(['"bool"', true]), 'dynamic', new DynamicValue('bool', true)],
    ['missing attribute', referenceEncode({ a: 'x' }), OBJECT, objectValue({ a: 'x', b: null })],
  ];
  for (const [name, encoded, type, value] of cases) {
    test(name, () => expect(decodeMsgpack(encoded, type)).toStrictEqual(value));
  }

  const failures: [string, Uint8Array, CtyType, RegExp][] = [
    ['empty', bytes(), 'string', /end too early/],
    ['cut off', bytes(0xa5, 0x61), 'string', /end too early/],
    ['trailing bytes', bytes(0xc0, 0xc0), 'string', /1 bytes follow/],
    ['wrong type', bytes(0xc3), 'string', /expected string/],
    ['wrong type, nested', referenceEncode({ a: 'x', b: [1, true] }), OBJECT, /^b\[1\]: expected number/],
    ['unknown attribute', referenceEncode({ z: 1 }), OBJECT, /does not know: z/],
    ['inherited name', referenceEncode({ constructor: 1 }), OBJECT, /does not know: constructor/],
    ['not a number', referenceEncode('ten'), 'number', /not a number: "ten"/],
    ['wrong tuple', referenceEncode([1]), ['tuple', []], /found 1 elements/],
    ['bad dynamic type', referenceEncode(['"cow"', 1]), 'dynamic', /not a Terraform type/],
  ];
  for (const [name, encoded, type, message] of failures) {
    test(`refuses: ${name}`, () => expect(() => decodeMsgpack(encoded, type)).toThrow(message));
  }
});

describe('encoding what authors give', () => {
  test('an inexact double means the decimal that it prints as', () => {
    expect(referenceDecode(encodeMsgpack(0.1, 'number'))).toBe('0.1');
    expect(referenceDecode(encodeMsgpack(1.5, 'number'))).toBe(1.5);
  });
  test('unknown is a plain extension 0, without refinements that core would enforce', () => {
    expect(referenceDecode(encodeMsgpack(UNKNOWN, 'string'))).toStrictEqual(new ExtData(0, bytes(0)));
  });
  test('a plain value under dynamic brings its inferred type', () => {
    const encoded = encodeMsgpack({ a: [1, 'x'], b: null }, 'dynamic');
    expect(decodeMsgpack(encoded, 'dynamic')).toStrictEqual(
      new DynamicValue(
        ['object', Object.assign(Object.create(null), { a: ['tuple', ['number', 'string']], b: 'dynamic' })],
        objectValue({ a: [1, 'x'], b: null }),
      ),
    );
  });
  const failures: [string, Value, CtyType, RegExp][] = [
    ['text as number', '1', 'number', /expected number, found string/],
    ['NaN', Number.NaN, 'number', /NaN/],
    ['extra member', { a: 'x', c: 1 }, OBJECT, /does not know: c/],
    ['nested', { b: ['x'] }, OBJECT, /^b\[0\]: expected number, found string/],
    ['map for list', {}, ['list', 'string'], /expected list\(string\), found object/],
    ['short tuple', [], ['tuple', ['string']], /expected tuple/],
  ];
  for (const [name, value, type, message] of failures) {
    test(`refuses: ${name}`, () => expect(() => encodeMsgpack(value, type)).toThrow(message));
  }
});
