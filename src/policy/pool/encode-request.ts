import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { ClauseFields, ProfileEntryFields, RequestFields, TermFields } from './fields.ts';
import { joined, RecordBuffer } from './record-buffer.ts';

const COUNT_BITS = 16;

function clauseWords(clauses: readonly ClauseFields[]): number[] {
  return clauses.flatMap(({ op, labels }) => [((op << COUNT_BITS) | labels.length) >>> 0, ...labels]);
}

function writeTerms(out: RecordBuffer, base: number, terms: readonly TermFields[], what: string): void {
  terms.forEach((term, k) => {
    const offset = base + abi.TERM_BYTES * k;
    out.i32(offset + abi.TERM_SCOPE, term.scope, `${what} ${k}, scope`);
    out.i32(offset + abi.TERM_KIND, term.kind, `${what} ${k}, kind`);
    out.u32(offset + abi.TERM_ID, term.id, `${what} ${k}, id`);
  });
}

/** One REQUEST. Throws PolicyError for a number that its field cannot hold. */
export function encodeRequest(fields: RequestFields): Uint8Array {
  const words = clauseWords(fields.clauses);
  const affinityAt = abi.PR_BYTES + 4 * words.length;
  const antiAt = affinityAt + abi.TERM_BYTES * fields.affinity.length;
  const onlyAt = antiAt + abi.TERM_BYTES * fields.anti.length;
  const out = new RecordBuffer(onlyAt + 4 * fields.only.length);
  out.i32(abi.PR_HOST, fields.host, 'host');
  out.i32(abi.PR_STRATEGY, fields.strategy, 'strategy');
  out.i32(abi.PR_WEIGHT_PROXIMITY, fields.weight_proximity, 'weight of proximity');
  out.i32(abi.PR_WEIGHT_UTILIZATION, fields.weight_utilization, 'weight of utilization');
  out.i32(abi.PR_WEIGHT_COST, fields.weight_cost, 'weight of cost');
  out.u32(abi.PR_FLAGS, fields.flags, 'flags');
  out.u32(abi.PR_MAX_LATENCY, fields.max_latency_ns, 'max_latency_ns');
  out.u32(abi.PR_MIN_BANDWIDTH, fields.min_bandwidth_mbps, 'min_bandwidth_mbps');
  out.i32(abi.PR_MAX_DRMS, fields.max_drms, 'max_drms');
  out.i32(abi.PR_WAYS, fields.ways, 'ways');
  out.i32(abi.PR_GRANULARITY, fields.granularity, 'granularity');
  out.i32(abi.PR_GROUP, fields.group, 'group');
  out.u32(abi.PR_TAG, fields.tag, 'tag');
  out.i32(abi.PR_DEVICES, fields.devices, 'devices');
  out.i32(abi.PR_SHARE, fields.share, 'share');
  out.i32(abi.PR_LEVELS, fields.levels, 'levels');
  out.i32s(abi.PR_AMOUNT, fields.amount, abi.DIMS_MAX, 'amount');
  out.i32(abi.PR_CLAUSE_WORDS, words.length, 'clauses');
  out.i32(abi.PR_AFFINITY_COUNT, fields.affinity.length, 'affinity');
  out.i32(abi.PR_ANTI_COUNT, fields.anti.length, 'anti-affinity');
  out.i32(abi.PR_ONLY_COUNT, fields.only.length, 'only');
  out.u32s(abi.PR_BYTES, words, words.length, 'clauses');
  writeTerms(out, affinityAt, fields.affinity, 'affinity term');
  writeTerms(out, antiAt, fields.anti, 'anti-affinity term');
  out.u32s(onlyAt, fields.only, fields.only.length, 'only');
  return out.bytes;
}

/** Input of `rah_pool_profile`. Throws PolicyError for a number that its field cannot hold. */
export function encodeProfile(entries: readonly ProfileEntryFields[]): Uint8Array {
  return joined(
    entries.map((entry, index) => {
      const words = clauseWords(entry.clauses);
      const what = `profile entry ${index}`;
      const out = new RecordBuffer(abi.PROFILE_ENTRY_BYTES + 4 * words.length);
      out.u32(abi.PROFILE_ENTRY_COUNT, entry.count, `${what}, count`);
      out.i32(abi.PROFILE_ENTRY_DEVICES, entry.devices, `${what}, devices`);
      out.i32(abi.PROFILE_ENTRY_SHARE, entry.share, `${what}, share`);
      out.i32(abi.PROFILE_ENTRY_CLAUSE_WORDS, words.length, `${what}, clauses`);
      out.i32s(abi.PROFILE_ENTRY_AMOUNT, entry.amount, abi.DIMS_MAX, `${what}, amount`);
      out.u32s(abi.PROFILE_ENTRY_BYTES, words, words.length, `${what}, clauses`);
      return out.bytes;
    }),
  );
}
