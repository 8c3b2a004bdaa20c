/** What a request asks for, as the record that the core reads. */
import {
  DIMS_MAX, PR_AMOUNT, PR_BYTES, PR_CLAUSE_WORDS, PR_DEVICES, PR_GROUP, PR_HOST, PR_LEVELS, PR_MAX_DRMS, PR_SHARE,
  PR_STRATEGY, PR_WAYS, PR_WEIGHT_COST, PR_WEIGHT_PROXIMITY, PR_WEIGHT_UTILIZATION, PROFILE_ENTRY_AMOUNT,
  PROFILE_ENTRY_BYTES, PROFILE_ENTRY_CLAUSE_WORDS, PROFILE_ENTRY_COUNT, PROFILE_ENTRY_DEVICES, PROFILE_ENTRY_SHARE,
} from "../../abi/pool.ts";
import { rah_input } from "../../assembly/index.ts";
import { clauseWords } from "./labels.ts";

const STRATEGIES: string[] = ["default", "first-fit", "best-fit", "worst-fit", "dot-product", "fgd", "adaptive"];

let weightProximity: i32 = 0;
let weightUtilization: i32 = 1;
let weightCost: i32 = 0;
let levels: i32 = 0;

export function strategyName(code: i32): string {
  return STRATEGIES[code];
}

/** The code of a strategy, -1 for a name that is none. */
export function strategyCode(name: string): i32 {
  return STRATEGIES.indexOf(name);
}

export function strategyNames(): string {
  return STRATEGIES.join(", ");
}

/** How the requests that follow weigh the stages, and into how many levels they cut the raw score (0 = exact). */
export function setPreferences(proximity: i32, utilization: i32, cost: i32, cut: i32): void {
  weightProximity = proximity;
  weightUtilization = utilization;
  weightCost = cost;
  levels = cut;
}

function writeAmounts(at: usize, amounts: Int32Array, first: i32, count: i32): void {
  for (let d = 0; d < min(count, DIMS_MAX); d++) store<i32>(at + (<usize>d << 2), amounts[first + d]);
}

function writeWords(at: usize, words: u32[]): void {
  for (let i = 0; i < words.length; i++) store<u32>(at + (<usize>i << 2), words[i]);
}

/** Writes one request; answers its length, or 0 when memory is exhausted. */
export function writeRequest(amounts: Int32Array, devices: i32, share: i32, clauses: string[], strategy: i32, host: i32): i32 {
  const words: u32[] = [];
  clauseWords(clauses, words);
  const bytes = PR_BYTES + words.length * 4;
  const at = <usize><u32>rah_input(bytes);
  if (at == 0) return 0;
  memory.fill(at, 0, PR_BYTES);
  store<i32>(at, host, PR_HOST);
  store<i32>(at, strategy, PR_STRATEGY);
  store<i32>(at, weightProximity, PR_WEIGHT_PROXIMITY);
  store<i32>(at, weightUtilization, PR_WEIGHT_UTILIZATION);
  store<i32>(at, weightCost, PR_WEIGHT_COST);
  store<i32>(at, levels, PR_LEVELS);
  store<i32>(at, 1, PR_MAX_DRMS);
  store<i32>(at, 1, PR_WAYS);
  store<i32>(at, -1, PR_GROUP);
  store<i32>(at, devices, PR_DEVICES);
  store<i32>(at, share, PR_SHARE);
  store<i32>(at, words.length, PR_CLAUSE_WORDS);
  writeAmounts(at + PR_AMOUNT, amounts, 0, amounts.length);
  writeWords(at + PR_BYTES, words);
  return bytes;
}

/** Writes the typical demand; `amounts` holds `dims` numbers per entry. Length, or 0 when memory is exhausted. */
export function writeProfile(
  counts: Int32Array, devices: Int32Array, shares: Int32Array, amounts: Int32Array, clauses: string[][], dims: i32,
): i32 {
  const all: u32[][] = [];
  let bytes = 0;
  for (let i = 0; i < counts.length; i++) {
    const words: u32[] = [];
    clauseWords(clauses[i], words);
    all.push(words);
    bytes += PROFILE_ENTRY_BYTES + words.length * 4;
  }
  let at = <usize><u32>rah_input(bytes);
  if (at == 0) return 0;
  memory.fill(at, 0, bytes);
  for (let i = 0; i < counts.length; i++) {
    store<i32>(at, counts[i], PROFILE_ENTRY_COUNT);
    store<i32>(at, devices[i], PROFILE_ENTRY_DEVICES);
    store<i32>(at, shares[i], PROFILE_ENTRY_SHARE);
    store<i32>(at, all[i].length, PROFILE_ENTRY_CLAUSE_WORDS);
    writeAmounts(at + PROFILE_ENTRY_AMOUNT, amounts, i * dims, dims);
    writeWords(at + PROFILE_ENTRY_BYTES, all[i]);
    at += PROFILE_ENTRY_BYTES + <usize>all[i].length * 4;
  }
  return bytes;
}
