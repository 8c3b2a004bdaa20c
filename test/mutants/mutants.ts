import { BUGS_IN_BATCHES } from './bugs-in-batches.ts';
import { BUGS_IN_BOOKS } from './bugs-in-books.ts';
import { BUGS_IN_FILTERS } from './bugs-in-filters.ts';
import { BUGS_IN_INDEXES } from './bugs-in-indexes.ts';
import { BUGS_IN_PIECES } from './bugs-in-pieces.ts';
import { BUGS_IN_PLANS } from './bugs-in-plans.ts';
import { BUGS_IN_SCORES } from './bugs-in-scores.ts';
import { BUGS_IN_SLICES } from './bugs-in-slices.ts';
import type { Mutant } from './mutant.ts';

/** Every bug that the judges must find. */
export const MUTANTS: readonly Mutant[] = [
  ...BUGS_IN_FILTERS,
  ...BUGS_IN_SCORES,
  ...BUGS_IN_PIECES,
  ...BUGS_IN_PLANS,
  ...BUGS_IN_BATCHES,
  ...BUGS_IN_BOOKS,
  ...BUGS_IN_INDEXES,
  ...BUGS_IN_SLICES,
];
