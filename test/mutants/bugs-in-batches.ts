import type { Mutant } from './mutant.ts';

/** Batches: sizes, ejections, the most milli. */
export const BUGS_IN_BATCHES: readonly Mutant[] = [
  {
    name: 'a batch that failed leaves something taken',
    file: 'pool/batch/whole.ts',
    find: 'dropAll();\n  return answerNothing(failed)',
    replace: 'return answerNothing(failed)',
    breaks: 'all or nothing',
  },
  {
    name: 'what is scarce counts no more than the rest',
    file: 'pool/batch/sizes.ts',
    find: 'min<i64>(MOST, ask * AVERAGE / average) * factor);',
    replace: 'min<i64>(MOST, ask * AVERAGE / average));',
    breaks: 'the order in which a batch is packed',
  },
  {
    name: 'of equal requests the later goes first',
    file: 'pool/batch/sort.ts',
    find: 'if (load<u64>(b, KEY) < load<u64>(a, KEY))',
    replace: 'if (load<u64>(b, KEY) <= load<u64>(a, KEY))',
    breaks: 'ties between requests',
  },
  {
    name: 'who makes room goes back where it was',
    file: 'pool/batch/ejections.ts',
    find: '  bar(module, true);\n',
    replace: '',
    breaks: 'ejections go round in circles',
  },
  {
    name: 'nobody is penalized',
    file: 'pool/batch/ejections.ts',
    find: '    penalize(index);\n',
    replace: '',
    breaks: 'which requests make room again and again',
  },
  {
    name: 'the first way to make room is taken for the smallest',
    file: 'pool/batch/ways.ts',
    find: 'if (penalty > leastPenalty) continue;',
    replace: 'if (penalty >= leastPenalty) continue;',
    breaks: 'which requests make room',
  },
  {
    name: 'a device that would be exactly wide enough does not help',
    file: 'pool/batch/lack.ts',
    find: '+ shareOf(a) >= wantedShare);\n  }',
    replace: '+ shareOf(a) > wantedShare);\n  }',
    breaks: 'who would have to leave a device',
  },
  {
    name: 'an exchange takes no account of what comes',
    file: 'pool/batch/most/exchange.ts',
    find: ' + amountOf(gone, d) - amountOf(come, d)) return false;',
    replace: ' + amountOf(gone, d)) return false;',
    breaks: 'modules give more than they have',
  },
  {
    name: 'bundles that are alike in cost take more requests',
    file: 'pool/batch/most/choice.ts',
    find: 'if (found >= least) continue;',
    replace: 'if (found > least) continue;',
    breaks: 'which share requests meet on a device',
  },
  {
    name: 'a bundle forgets what its first request costs',
    file: 'pool/batch/most/bundles.ts',
    find: '<i64>classAmount(seed, keyDim) - target : 0;',
    replace: '-target : 0;',
    breaks: 'bundles with more of the key dimension than their device has',
  },
  {
    name: 'a module that is just rich enough counts as too poor',
    file: 'pool/batch/most/placing.ts',
    find: 'ratio >= wanted ? ratio - wanted',
    replace: 'ratio > wanted ? ratio - wanted',
    breaks: 'where items of a batch go',
  },
  {
    name: 'of equal variants the last is kept',
    file: 'pool/batch/most/solve.ts',
    find: 'milli > mostMilli',
    replace: 'milli >= mostMilli',
    breaks: 'which variant of a plan is carried out',
  },
];
