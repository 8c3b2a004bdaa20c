import type { Mutant } from './mutant.ts';

/** The older family: extents, mappings, encoded tables. */
export const BUGS_IN_SLICES: readonly Mutant[] = [
  {
    name: 'rows of a mapping leave a gap',
    file: 'slices/map.ts',
    find: 'cursor += length;',
    replace: 'cursor += length + 1;',
    breaks: 'the VM-side start of every row but the first',
  },
  {
    name: 'a release does not join what is behind it',
    file: 'slices/devices.ts',
    find: 'const joinsRight = node != 0 && startOf(node) == end;',
    replace: 'const joinsRight = false;',
    breaks: 'free extents that touch',
  },
  {
    name: 'alignment rounds down',
    file: 'slices/aligned.ts',
    find: 'start + alignment - over',
    replace: 'start - over',
    breaks: 'aligned extents begin before their free space',
  },
  {
    name: 'a failed claim keeps its first extent',
    file: 'slices/claim.ts',
    find: 'for (let undo = k - 1; undo >= 0; undo--) giveRange',
    replace: 'for (let undo = k - 1; undo > 0; undo--) giveRange',
    breaks: 'all or nothing',
  },
  {
    name: 'equal totals rank the later module first',
    file: 'slices/ranking.ts',
    find: 'totalAt(k - 1) < total',
    replace: 'totalAt(k - 1) <= total',
    breaks: 'ties between modules',
  },
  {
    name: 'addresses go round the ways backwards',
    file: 'slices/translate.ts',
    find: 'k = <i32>(stripe % ways);',
    replace: 'k = ways - 1 - <i32>(stripe % ways);',
    breaks: 'interleaved addresses',
  },
  {
    name: 'shrinking keeps one unit too many',
    file: 'slices/shrink.ts',
    find: 'if (kept > 0) pushExtent(startAt(first), kept);',
    replace: 'if (kept > 0) pushExtent(startAt(first), kept + 1);',
    breaks: 'what is answered is not what is held',
  },
  {
    name: 'a preview is kept',
    file: 'slices/place.ts',
    find: 'if (!keep) giveBack();',
    replace: '',
    breaks: 'select takes',
  },
];
