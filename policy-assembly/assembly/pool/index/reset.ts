/** What a dropped pool leaves behind in the search structures: nothing. */
import { resetFits } from "./fits.ts";
import { closeJournal } from "./journal.ts";
import { resetScores } from "./scores.ts";

/** Forgets every index: the arena was reset. */
export function resetIndexes(): void {
  resetFits();
  closeJournal();
  resetScores();
}
