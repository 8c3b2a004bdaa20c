/** Label names ("model=T4") and the numbers that the core knows them by. */
import { CLAUSE_IN, CLAUSE_NOT_IN } from "../../abi/pool.ts";
import { LABEL_UNKNOWN } from "../../abi/abi.ts";

const ids = new Map<string, u32>();
const names: string[] = [];

export function forgetLabels(): void {
  ids.clear();
  names.length = 0;
}

export function labelName(id: u32): string {
  return names[id];
}

/** The number of a label that a class carries. */
export function defineLabel(name: string): u32 {
  if (ids.has(name)) return ids.get(name);
  const id = <u32>names.length;
  names.push(name);
  ids.set(name, id);
  return id;
}

/**
 * Appends clause words. A clause is "a|b" (the class carries one of them) or "!a|b" (it carries none of them); a module
 * must satisfy all clauses.
 */
export function clauseWords(clauses: string[], words: u32[]): void {
  for (let i = 0; i < clauses.length; i++) {
    const clause = clauses[i];
    const not = clause.startsWith("!");
    const alternatives = (not ? clause.substring(1) : clause).split("|");
    words.push((<u32>(not ? CLAUSE_NOT_IN : CLAUSE_IN) << 16) | (<u32>alternatives.length & 0xffff));
    for (let k = 0; k < alternatives.length; k++) {
      const name = alternatives[k];
      words.push(ids.has(name) ? ids.get(name) : LABEL_UNKNOWN);
    }
  }
}
