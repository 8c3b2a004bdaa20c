import { expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { encodeBatch } from './encode-change.ts';

it('encodes a batch of a million requests', () => {
  const count = 1_000_000;
  const bytes = encodeBatch(new Array<Uint8Array>(count).fill(Uint8Array.of(1, 2, 3, 4)), 0);
  expect(bytes.length).toBe(abi.BATCH_BYTES + 4 * count);
  expect(new DataView(bytes.buffer).getInt32(abi.BATCH_COUNT, true)).toBe(count);
  expect([...bytes.subarray(-4)]).toEqual([1, 2, 3, 4]);
});
