import { CLAUSE_IN, CLAUSE_NOT_IN, CLAUSE_WORDS_MAX } from '../../../../policy-assembly/abi/pool.ts';
import { at } from './row.ts';

/** What a class's labels must be: one of these, or none of them. */
export interface Clause {
  readonly op: number;
  readonly labels: readonly number[];
}

/** Clauses from their words; null when the words do not come out even or say something unknown. */
export function readClauses(words: readonly number[]): readonly Clause[] | null {
  if (words.length > CLAUSE_WORDS_MAX) return null;
  const clauses: Clause[] = [];
  let next = 0;
  while (next < words.length) {
    const head = at(words, next++);
    const op = head >>> 16;
    const count = head & 0xffff;
    if (op !== CLAUSE_IN && op !== CLAUSE_NOT_IN) return null;
    if (count < 1 || next + count > words.length) return null;
    clauses.push({ op, labels: words.slice(next, next + count) });
    next += count;
  }
  return clauses;
}

/** True when every clause holds for a class that carries `labels`. */
export function clausesHold(clauses: readonly Clause[], labels: readonly number[]): boolean {
  return clauses.every((clause) => {
    const carried = clause.labels.some((label) => labels.includes(label));
    return clause.op === CLAUSE_IN ? carried : !carried;
  });
}
