// Replays golden vectors on a policy module, in whatever engine this runs.

import { RAH_ABI_VERSION } from '../../../policy-assembly/headers/rah_policy.js';
import { Policy } from './rah-policy.mjs';

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
/** Two outputs that are not the same, from the byte on where they part: long ones would drown what matters. */
function parting(expected, got) {
  let at = 0;
  while (expected.slice(at, at + 2) === got.slice(at, at + 2)) at += 2;
  return [`output from byte ${at / 2}`, expected.slice(at, at + 32) || 'its end', got.slice(at, at + 32) || 'its end'];
}

const asUnsigned = (decimal) => BigInt.asUintN(64, BigInt(decimal));

/** What differs between a step and its expectation: [field, expected, got], or undefined. */
function difference(policy, step) {
  const input = step.input === '' ? undefined : bytesOf(step.input);
  const { status, detail, output } = policy.call(step.call, step.args.map(Number), input);
  const answer = hexOf(output);
  if (asUnsigned(status) !== asUnsigned(step.status)) return ['status', step.status, status];
  if (detail !== step.detail) return ['detail', step.detail, detail];
  if (answer !== step.output) return parting(step.output, answer);
  const hash = policy.hash();
  return hash === BigInt(step.hash) ? undefined : ['hash', step.hash, hash];
}

function vectorsOf(text) {
  let vectors;
  try {
    vectors = JSON.parse(text);
  } catch {
    throw new Error('these are not pool vectors: they are not JSON');
  }
  if (!Array.isArray(vectors?.sequences) || !vectors.sequences.every((sequence) => Array.isArray(sequence?.steps)))
    throw new Error('these are not pool vectors: found no sequences of steps in them');
  return vectors;
}

/** {summary, first}: the closing line, and what the first difference is (undefined when there is none). */
export async function replay(vectors, moduleBytes) {
  const { abi_version, sequences } = vectorsOf(vectors);
  if (abi_version !== RAH_ABI_VERSION)
    throw new Error(`vectors of another version: found ABI version ${abi_version}, wanted ${RAH_ABI_VERSION}`);
  let steps = 0;
  let differences = 0;
  let first;
  for (const sequence of sequences) {
    const policy = await Policy.load(moduleBytes);
    for (const [index, step] of sequence.steps.entries()) {
      steps++;
      const found = difference(policy, step);
      if (!found) continue;
      differences++;
      const [field, expected, got] = found;
      first ??= `first difference: ${sequence.name}, step ${index}, ${step.call}: ${field}: expected ${expected}, got ${got}`;
    }
  }
  if (steps === 0) throw new Error('the vectors hold no steps');
  return { summary: `${steps} steps, ${differences} differences`, first };
}
