import { PolicyError } from './policy-error.mjs';

/**
 * What callers hand over, looked at before it goes into the core: a conversion would make 0 of a text and of what is
 * missing. `what` names the call and the field; each throws PolicyError.
 */

/** STATUS_INVALID_REQUEST of the policy ABI. */
const INVALID_REQUEST = 1;
const MAX_SHOWN = 40;

function refuse(what, wanted, found) {
  throw new PolicyError(INVALID_REQUEST, `${what} wants ${wanted}; found ${shown(found)}`);
}

function shown(value) {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
}

export function object(what, value) {
  return typeof value === 'object' && value !== null ? value : refuse(what, 'an object', value);
}

/** A whole number of 32 bits, signed or unsigned. */
export function whole(what, value) {
  const holds = Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32;
  return holds ? value : refuse(what, 'a whole number of 32 bits', value);
}

export function text(what, value) {
  return typeof value === 'string' ? value : refuse(what, 'a text', value);
}

export function list(what, value) {
  return Array.isArray(value) ? value : refuse(what, 'an array', value);
}

export function texts(what, value) {
  list(what, value).forEach((each, i) => {
    text(`${what}[${i}]`, each);
  });
  return value;
}

/** Anything with a length and whole numbers in it, as the core takes them. */
export function wholes(what, value) {
  if (value instanceof Int32Array) return value;
  if (typeof value !== 'object' || !Number.isInteger(value?.length)) refuse(what, 'an array of whole numbers', value);
  return Int32Array.from(value, (each, i) => whole(`${what}[${i}]`, each));
}
