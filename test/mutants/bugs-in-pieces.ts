import type { Mutant } from './mutant.ts';

/** More than one part, and parts that change: spans, equal shares, resizing, moving, the fast lane. */
export const BUGS_IN_PIECES: readonly Mutant[] = [
  {
    name: 'pieces are not rounded to the step',
    file: 'pool/span.ts',
    find: 'const given = most - most % stepOf(c, dim);',
    replace: 'const given = most;',
    breaks: 'pieces of a span on classes with a step',
  },
  {
    name: 'two pieces of a span in one domain',
    file: 'pool/span.ts',
    find: '(flags & REQUEST_DISTINCT_DOMAINS) == 0 || domain < 0',
    replace: '(flags & REQUEST_DISTINCT_DOMAINS) == 0 || domain <= 0',
    breaks: 'distinct domains, for the first domain',
  },
  {
    name: 'the last piece goes to the highest of equal modules',
    file: 'pool/span.ts',
    find: '(key == highest && module > winner)',
    replace: '(key == highest && module < winner)',
    breaks: 'ties for the last piece of a span',
  },
  {
    name: 'equal shares lose what does not divide',
    file: 'pool/equal.ts',
    find: 'if (amount % k != 0) continue;',
    replace: '',
    breaks: 'shares that do not add up to the amount',
  },
  {
    name: 'equal shares may meet in a domain',
    file: 'pool/equal.ts',
    find: '(flags & REQUEST_DISTINCT_DOMAINS) != 0',
    replace: 'false',
    breaks: 'distinct domains of equal parts',
  },
  {
    name: 'growing does not count what the part holds',
    file: 'pool/resize.ts',
    find: 'freeOf(module, d) + unitsOf(part, d) < amount',
    replace: 'freeOf(module, d) < amount',
    breaks: 'resizing on a full module',
  },
  {
    name: 'shrinking lets the lowest devices go',
    file: 'pool/resize.ts',
    find: 'return lowest(own, count);',
    replace: 'return own ^ lowest(own, <i32>popcnt<u64>(own) - count);',
    breaks: 'which devices stay',
  },
  {
    name: 'a resized share does not count its own milli',
    file: 'pool/resize.ts',
    find: 'milliOf(module, <i32>ctz<u64>(rest)) + shareOf(part) >= share',
    replace: 'milliOf(module, <i32>ctz<u64>(rest)) >= share',
    breaks: 'devices that could stay are given up',
  },
  {
    name: 'the source is let go before the move is sure',
    file: 'pool/move.ts',
    find: 'if (!mayMoveTo(part, module)) return STATUS_NOT_FIT;',
    replace:
      'const may = mayMoveTo(part, module);\n  letPartGo(part);\n  if (!may) return STATUS_NOT_FIT;\n  holdPart(part);',
    breaks: 'a move that does not fit loses what it held',
  },
  {
    name: 'parts of one allocation meet in a domain',
    file: 'pool/move.ts',
    find: '|| (domain >= 0 && domainOf(moduleOf(other)) == domain)',
    replace: '',
    breaks: 'distinct domains after a move',
  },
  {
    name: 'the fast lane gives back what allocations hold',
    file: 'pool/lane.ts',
    find: 'for (let part = firstPartOn(module); part != 0 && out >= units; part = nextPart(part)) out -= unitsOf(part, d);',
    replace: '',
    breaks: 'more is free than there is room for',
  },
  {
    name: 'giving back does not tell',
    file: 'pool/lane.ts',
    find: '  touch(module);\n',
    replace: '  if (a0 < 0) touch(module);\n',
    breaks: 'what is searched by is as before',
  },
];
