import asBind from 'as-bind/dist/as-bind.cjs.js';

/**
 * as-bind's converters speak the object layout of AssemblyScript 0.19. These speak that of 0.28: arrays are
 * {buffer, dataStart, byteLength, length}, and the ids of classes come from the module's own list.
 */

const TYPED = new Map(
  [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array].map(
    (type) => [`~lib/typedarray/${type.name.replace('Big', '')}`, type],
  ),
);
const BUFFER_ID = 1;
const STRING_ID = 2;
const VIEW_BYTES = 12;
const ARRAY_BYTES = 16;
/** Units that fit into one call as arguments. */
const CHUNK = 4096;

const words = (bound) => new Uint32Array(bound.exports.memory.buffer);

function stringToCore({ exports }, text) {
  const address = exports.__new(text.length << 1, STRING_ID) >>> 0;
  const units = new Uint16Array(exports.memory.buffer, address, text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return address;
}

/** Unit by unit: a decoder would drop byte order marks and mend halves of pairs. */
function stringFromCore(bound, address) {
  if (address === 0) return null;
  const length = words(bound)[(address - 4) >>> 2] >>> 1;
  const units = new Uint16Array(bound.exports.memory.buffer, address >>> 0, length);
  let text = '';
  for (let i = 0; i < length; i += CHUNK) text += String.fromCharCode(...units.subarray(i, i + CHUNK));
  return text;
}

/** An array object over a fresh buffer of `bytes` bytes, which `fill` fills. Held by the caller of `fill` meanwhile. */
function withBuffer(bound, typeName, length, bytes, objectBytes, fill) {
  const { __new, __pin, __unpin } = bound.exports;
  const buffer = __pin(__new(bytes, BUFFER_ID)) >>> 0;
  const object = __pin(__new(objectBytes, bound.getTypeId(typeName))) >>> 0;
  const view = words(bound);
  view.set([buffer, buffer, bytes], object >>> 2);
  if (objectBytes === ARRAY_BYTES) view[(object + 12) >>> 2] = length;
  fill(buffer);
  __unpin(buffer);
  __unpin(object);
  return object;
}

const typedConverter = (Type) => ({
  jsToAsc(bound, values, typeName) {
    const bytes = values.length * Type.BYTES_PER_ELEMENT;
    return withBuffer(bound, typeName, values.length, bytes, VIEW_BYTES, (buffer) => {
      new Type(bound.exports.memory.buffer, buffer, values.length).set(values);
    });
  },
  /** A copy: a view would be lost when the memory grows. */
  ascToJs(bound, address) {
    if (address === 0) return null;
    const view = words(bound);
    const length = view[(address + 8) >>> 2] / Type.BYTES_PER_ELEMENT;
    return new Type(bound.exports.memory.buffer, view[(address + 4) >>> 2], length).slice();
  },
});

const elementOf = (typeName) => typeName.slice('~lib/array/Array<'.length, -1);

function converterOf(typeName) {
  for (const [key, converter] of asBind.converters) {
    if (typeof key === 'string' ? key === typeName : key.test(typeName)) return converter;
  }
  throw new TypeError(`no converter for ${typeName}`);
}

/** Arrays of objects: strings, or arrays of them. */
const arrayConverter = {
  jsToAsc(bound, values, typeName) {
    const element = elementOf(typeName);
    const { jsToAsc } = converterOf(element);
    const { __pin, __unpin } = bound.exports;
    const held = Array.from(values, (value) => __pin(jsToAsc(bound, value, element)));
    const object = withBuffer(bound, typeName, held.length, held.length * 4, ARRAY_BYTES, (buffer) => {
      words(bound).set(held, buffer >>> 2);
    });
    held.forEach(__unpin);
    return object;
  },
  ascToJs(bound, address, typeName) {
    if (address === 0) return null;
    const element = elementOf(typeName);
    const { ascToJs } = converterOf(element);
    const view = words(bound);
    const start = view[(address + 4) >>> 2] >>> 2;
    const addresses = view.slice(start, start + view[(address + 12) >>> 2]);
    return Array.from(addresses, (each) => ascToJs(bound, each, element));
  },
};

/** Makes as-bind's runtime (one per process) understand modules of AssemblyScript 0.28. */
export function useConverters() {
  const { converters } = asBind;
  for (const [name, Type] of TYPED) converters.set(name, typedConverter(Type));
  converters.set('~lib/string/String', { jsToAsc: stringToCore, ascToJs: stringFromCore });
  for (const key of converters.keys()) {
    if (typeof key !== 'string' && key.test('~lib/array/Array<i32>')) converters.set(key, arrayConverter);
  }
  return asBind;
}
