/** DynamicValue messages ⇄ values. */
import { parseJson, valueFromJson } from '../values/json.ts';
import { decodeMsgpack } from '../values/msgpack-decode.ts';
import { encodeMsgpack } from '../values/msgpack-encode.ts';
import type { CtyType } from '../values/type.ts';
import { isObjectValue, type ObjectValue, type Value } from '../values/value.ts';
import type { DynamicValue } from './generated/tfplugin6.ts';

/** Core sends msgpack; the protocol allows JSON too. A missing message is null. */
export function readDynamicValue(message: DynamicValue | undefined, type: CtyType): Value {
  if (message?.msgpack !== undefined && message.msgpack.length > 0) return decodeMsgpack(message.msgpack, type);
  if (message?.json !== undefined && message.json.length > 0) {
    return valueFromJson(parseJson(new TextDecoder().decode(message.json)), type);
  }
  return null;
}

/** The value of a whole resource: an object, or null where there is none. */
export function readObject(message: DynamicValue | undefined, type: CtyType): ObjectValue | null {
  const value = readDynamicValue(message, type);
  return isObjectValue(value) ? value : null;
}

export function dynamicValueMessage(value: Value, type: CtyType): DynamicValue {
  return { msgpack: encodeMsgpack(value, type) };
}
