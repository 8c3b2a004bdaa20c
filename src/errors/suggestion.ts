/** Edits (insert, delete, replace, swap of neighbours) between two words, at most `limit` + 1. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known word that was probably meant, or null. Ties go to the first. */
export function closest(word: string, known: Iterable<string>): string | null {
  const limit = word.length <= 3 ? 1 : word.length <= 8 ? 2 : 3;
  const lower = word.toLowerCase();
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of known) {
    const edits = distance(lower, candidate.toLowerCase(), limit);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** ` Did you mean "memory"?`, or nothing: to follow a whole sentence. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const best = closest(word, known);
  return best === null || best === word ? '' : ` Did you mean ${JSON.stringify(best)}?`;
}

/** The same for a message that does not end in a full stop. */
export function suggestion(word: string, known: Iterable<string>): string {
  const question = didYouMean(word, known);
  return question === '' ? '' : `.${question}`;
}
