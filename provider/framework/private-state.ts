/** Private state: bytes that Terraform keeps for the provider ⇄ the JSON object that a resource sees. */
import type { PrivateState } from './definition.ts';

/** Empty bytes are an empty object. Throws a TypeError when the bytes hold anything but a JSON object. */
export function decodePrivate(bytes: Uint8Array): PrivateState {
  if (bytes.length === 0) return {};
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TypeError('private state is no object');
  return json as PrivateState;
}

/** An empty object takes no bytes. */
export function encodePrivate(state: PrivateState): Uint8Array {
  return Object.keys(state).length === 0 ? new Uint8Array(0) : new TextEncoder().encode(JSON.stringify(state));
}
