/**
 * What is true of a whole class or zone under the request: worked out when it is first asked, once per type where words
 * are kept for it. A word of 0 is not worked out yet.
 */
import { LATENCY_UNREACHABLE, PROXIMITY_HALF_NS, SCORE_MAX } from "../../abi/abi.ts";
import { PATH_BANDWIDTH, PATH_LATENCY, REASON_BANDWIDTH, REASON_LATENCY, REASON_UNREACHABLE } from "../../abi/pool.ts";
import { deviceStepOf, maxUnitOf, minUnitOf, stepOf } from "./classes.ts";
import { meetsClauses } from "./clauses.ts";
import { moduleCount } from "./columns.ts";
import { costScore } from "./costs.ts";
import { isOwn, wantedCost, wantedDevices, wantedLeast, wantedOf, wantedShare } from "./demand.ts";
import { free, take } from "./heap.ts";
import { pathOf, pathsVersion } from "./paths.ts";
import { active, clauseWords, clauses, host, maxLatency, minBandwidth } from "./request.ts";
import { classCount, dims, zoneCount } from "./shape.ts";
import { tierBandwidth, tierLatency, tierOf } from "./topology.ts";
import {
  classWordsOf, coldestType, freeWords, setClassWords, setZoneWords, warmerThan, zoneVersionOf, zoneWordsOf,
} from "./types.ts";

const KNOWN: u32 = 1;
/** The class fails a clause. */
export const CLASS_LABELS: u32 = 2;
/** The class does not give out such amounts. */
export const CLASS_UNIT: u32 = 4;
/** Bits 4 to 7 of a zone: the REASON_* against it, 0 = none (REASON_STATE is none of a zone). */
const ZONE_REASON_SHIFT: u32 = 4;
const ZONE_REASON_MASK: u32 = 15;
/** From this bit on: the cost score of a class, the proximity of a zone. */
const SCORE_SHIFT: u32 = 16;

/** Bytes that words may take over all types. */
const WORDS_MAX: u64 = 16777216;
/** Tables this small are kept even when there are fewer modules. */
const SMALL = 1024;

let classWords: usize = 0;
let zoneWords: usize = 0;

/** Uses the words kept for the request's type; with `create`, makes them where a scan will pay for it. */
export function openWords(create: bool): void {
  if (zoneWordsOf(active) != 0 && zoneVersionOf(active) != pathsVersion) {
    free(zoneWordsOf(active));
    setZoneWords(active, 0, 0);
  }
  if (create && classWordsOf(active) == 0 && isWorth(classCount) && makeRoom()) {
    const words = take(<u64>classCount << 2);
    if (words != 0) memory.fill(words, 0, <usize>classCount << 2);
    setClassWords(active, words);
  }
  if (create && host >= 0 && zoneWordsOf(active) == 0 && isWorth(zoneCount) && makeRoom()) {
    const words = take(<u64>zoneCount << 2);
    if (words != 0) memory.fill(words, 0, <usize>zoneCount << 2);
    setZoneWords(active, words, pathsVersion);
  }
  classWords = classWordsOf(active);
  zoneWords = zoneWordsOf(active);
}

function isWorth(count: i32): bool {
  return count <= SMALL || count <= moduleCount;
}

/** Frees the words of types used long ago until those of one more fit. False when they are too large for that. */
function makeRoom(): bool {
  const each = max<u64>(1, (<u64>classCount + <u64>zoneCount) << 2);
  let spare = <i64>(WORDS_MAX / each) - 1;
  if (spare < 0) return false;
  for (let type = coldestType(); type != 0; type = warmerThan(type)) spare -= i64(hasWords(type));
  for (let type = coldestType(); type != 0 && spare < 0; type = warmerThan(type)) {
    if (!hasWords(type)) continue;
    freeWords(type);
    spare++;
  }
  return true;
}

/** Whether words are kept for a type that is not the request's own. */
function hasWords(type: usize): bool {
  return type != active && (classWordsOf(type) | zoneWordsOf(type)) != 0;
}

/** CLASS_* and the cost score of a class. */
// @ts-ignore: decorator
@inline
export function classWord(c: i32): u32 {
  if (classWords == 0 || !isOwn) return judgeClass(c);
  const at = classWords + (<usize>c << 2);
  let word = load<u32>(at);
  if (word != 0) return word;
  word = judgeClass(c);
  store<u32>(at, word);
  return word;
}

function judgeClass(c: i32): u32 {
  let word = KNOWN | <u32>costScore(wantedCost(c), wantedLeast()) << SCORE_SHIFT;
  if (clauseWords > 0 && !meetsClauses(c, clauses, clauseWords)) word |= CLASS_LABELS;
  return givesOut(c) ? word : word | CLASS_UNIT;
}

/** Whether the class gives out the amounts and the share that are asked for. */
function givesOut(c: i32): bool {
  for (let d = 0; d < dims; d++) {
    const amount = wantedOf(d);
    if (amount == 0) continue;
    if (amount < minUnitOf(c, d) || amount > maxUnitOf(c, d) || amount % stepOf(c, d) != 0) return false;
  }
  return wantedDevices == 0 || wantedShare % deviceStepOf(c) == 0;
}

/** The reason against a zone and its proximity; the request has a host. */
// @ts-ignore: decorator
@inline
export function zoneWord(zone: i32): u32 {
  if (zoneWords == 0) return judgeZone(zone);
  const at = zoneWords + (<usize>zone << 2);
  let word = load<u32>(at);
  if (word != 0) return word;
  word = judgeZone(zone);
  store<u32>(at, word);
  return word;
}

function judgeZone(zone: i32): u32 {
  const path = pathOf(host, zone);
  const tier = path == 0 ? tierOf(host, zone) : 0;
  const latency = path == 0 ? tierLatency(host, tier) : load<u32>(path, PATH_LATENCY);
  const bandwidth = path == 0 ? tierBandwidth(host, tier) : load<u32>(path, PATH_BANDWIDTH);
  const proximity = <u32>(<u64>(SCORE_MAX * PROXIMITY_HALF_NS) / (<u64>PROXIMITY_HALF_NS + latency));
  let reason: u32 = 0;
  if (latency == <u32>LATENCY_UNREACHABLE) reason = REASON_UNREACHABLE;
  else if (maxLatency > 0 && latency > maxLatency) reason = REASON_LATENCY;
  else if (bandwidth < minBandwidth) reason = REASON_BANDWIDTH;
  return KNOWN | reason << ZONE_REASON_SHIFT | proximity << SCORE_SHIFT;
}

/** The REASON_* of a zone word, 0 = none. */
// @ts-ignore: decorator
@inline
export function reasonIn(word: u32): i32 {
  return <i32>(word >> ZONE_REASON_SHIFT & ZONE_REASON_MASK);
}

/** The score 0..10000 of a class or zone word. */
// @ts-ignore: decorator
@inline
export function scoreIn(word: u32): i32 {
  return <i32>(word >> SCORE_SHIFT);
}
