/** Steps made from an answer: they try what chance would hardly meet. */
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { decodeMoves } from '../../../src/policy/pool/decode.ts';
import { between, type Draw, pick } from './draw.ts';
import { sealed } from './hostile.ts';
import { type Step, withRecords } from './steps.ts';

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The same rebalance again that wants as much of a move as one of its moves gained, or one more; null when none moved. */
export function choosier(draw: Draw, { call, input }: Step, output: Uint8Array): Step | null {
  const { moves } = decodeMoves(output);
  if (moves.length === 0) return null;
  const bytes = input.slice();
  viewOf(bytes).setInt32(abi.BUDGET_MIN_GAIN, Number(pick(draw, moves).gain) + draw(2), true);
  return withRecords(call, bytes);
}

/** A snapshot in which one number of free units or milli, or a word near it, is another, under a right checksum. */
export function withOtherFree(draw: Draw, snapshot: Uint8Array): Uint8Array {
  const bytes = snapshot.slice();
  const view = viewOf(bytes);
  const shape = abi.SNAPSHOT_BYTES + 4;
  const dims = view.getInt32(shape + abi.POOL_DIMS, true);
  const modules = shape + view.getUint32(abi.SNAPSHOT_BYTES, true);
  let at = modules + 4;
  for (let skip = draw(Math.max(1, view.getInt32(modules, true))); skip > 0; skip--) {
    at += abi.PM_BYTES + 4 * (dims + view.getInt32(at + abi.PM_DEVICES, true));
  }
  // A pool without modules has other words here.
  const field = at + abi.PM_BYTES + 4 * draw(dims + 2);
  if (field + 4 <= bytes.length) view.setInt32(field, view.getInt32(field, true) + between(draw, -2, 2), true);
  return sealed(bytes);
}
