import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { isAsk } from './ask.ts';
import { readClauses } from './clauses.ts';
import { needLength, needRecord } from './failure.ts';
import { i32, i32Row, u32, u32Row, viewOf } from './records.ts';
import { type ProfileEntry, splitTypical, weightOf, weightsOf } from './typical.ts';

const COUNT_MAX = 1048576;

export interface Profile {
  readonly bytes: Uint8Array;
  /** As they were given. */
  readonly entries: readonly ProfileEntry[];
  /** The heaviest, of which the most demand consists; heaviest first. */
  readonly typical: readonly ProfileEntry[];
  /** Of the others, those that ask for several devices. */
  readonly rareWide: readonly ProfileEntry[];
  /** T: sum of the weights of the typical entries. */
  readonly total: number;
}

export function profileOf(bytes: Uint8Array, entries: readonly ProfileEntry[]): Profile {
  const [typical, rest] = splitTypical(entries);
  return { bytes, entries, typical, rareWide: rest.filter(({ devices }) => devices > 1), total: weightOf(typical) };
}

export const EMPTY_PROFILE: Profile = profileOf(new Uint8Array(0), []);

/** Reads the input of `rah_pool_profile`. Throws Failure; detail = entry. */
export function readProfile(input: Uint8Array, dims: number): Profile {
  const bytes = input.slice();
  const view = viewOf(bytes);
  const starts: number[] = [];
  let next = 0;
  while (next < bytes.length) {
    needLength(next + abi.PROFILE_ENTRY_BYTES <= bytes.length, starts.length);
    const words = i32(view, next + abi.PROFILE_ENTRY_CLAUSE_WORDS);
    needLength(words >= 0, starts.length);
    starts.push(next);
    next += abi.PROFILE_ENTRY_BYTES + 4 * words;
    needLength(next <= bytes.length, starts.length - 1);
  }
  needRecord(starts.length <= abi.PROFILE_MAX, abi.PROFILE_MAX);
  const counts = starts.map((base) => u32(view, base + abi.PROFILE_ENTRY_COUNT));
  const weights = weightsOf(counts);
  const entries = starts.map((base, index): ProfileEntry => {
    const count = counts[index] as number;
    const devices = i32(view, base + abi.PROFILE_ENTRY_DEVICES);
    const share = i32(view, base + abi.PROFILE_ENTRY_SHARE);
    const row = i32Row(view, base + abi.PROFILE_ENTRY_AMOUNT, abi.DIMS_MAX);
    const words = u32Row(view, base + abi.PROFILE_ENTRY_BYTES, i32(view, base + abi.PROFILE_ENTRY_CLAUSE_WORDS));
    const clauses = readClauses(words);
    needRecord(count >= 1 && count <= COUNT_MAX && isAsk(row, devices, share, dims) && clauses !== null, index);
    return { weight: weights[index] as number, devices, share, amount: row.slice(0, dims), clauses: clauses ?? [] };
  });
  return profileOf(bytes, entries);
}
