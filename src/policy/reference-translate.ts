import { STATUS_INVALID_REQUEST, STATUS_NOT_MAPPED } from '../../policy-assembly/abi/abi.ts';
import type { CoreMappingRow, DecodedTable, Location } from './core.ts';
import { decodeTable, unitBytes } from './reference-table.ts';
import { policyError } from './status.ts';

/** A range that is contiguous on both sides. */
interface Piece {
  readonly row: number;
  readonly module: number;
  readonly vm: number;
  readonly drm: number;
  readonly length: number;
}

/** The table in base units. */
function rowsOf({ kind, rows }: DecodedTable): CoreMappingRow[] {
  const unit = unitBytes(kind);
  return rows.map((row) => ({
    ...row,
    vm_start: row.vm_start * unit,
    length: row.length * unit,
    drm_start: row.drm_start * unit,
  }));
}

/** The piece of a row that is `round` whole rounds of stripes into it; a row that is not interleaved is one piece. */
function pieceOf(row: CoreMappingRow, index: number, round: number): Piece {
  const { module, ways, granularity_bytes: granularity } = row;
  if (ways === 1) return { row: index, module, vm: row.vm_start, drm: row.drm_start, length: row.length };
  const vm = row.vm_start + (round * ways + row.position) * granularity;
  return { row: index, module, vm, drm: row.drm_start + round * granularity, length: granularity };
}

function find(pieces: readonly Piece[], address: number, side: 'vm' | 'drm'): Location | null {
  const piece = pieces.find((candidate) => address >= candidate[side] && address < candidate[side] + candidate.length);
  if (piece === undefined) return null;
  const within = address - piece[side];
  const other = side === 'vm' ? piece.drm : piece.vm;
  return { module: piece.module, address: other + within, length: piece.length - within, row: piece.row };
}

export function translate(bytes: Uint8Array, address: number): Location {
  if (!Number.isSafeInteger(address)) throw policyError('translate', STATUS_INVALID_REQUEST);
  // Of an interleaved region only the round of stripes that the address is in can hold it.
  const pieces = rowsOf(decodeTable(bytes))
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => address >= row.vm_start && address < row.vm_start + row.length)
    .map(({ row, index }) =>
      pieceOf(row, index, Math.floor((address - row.vm_start) / (row.granularity_bytes * row.ways || 1))),
    );
  const found = find(pieces, address, 'vm');
  if (found === null) throw policyError('translate', STATUS_NOT_MAPPED);
  return found;
}

export function translateBack(bytes: Uint8Array, module: number, address: number): Location {
  if (!Number.isSafeInteger(address) || (module | 0) !== module) {
    throw policyError('translateBack', STATUS_INVALID_REQUEST);
  }
  const pieces = rowsOf(decodeTable(bytes))
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row.module === module)
    .filter(({ row }) => address >= row.drm_start && address < row.drm_start + row.length / row.ways)
    .map(({ row, index }) => pieceOf(row, index, Math.floor((address - row.drm_start) / (row.granularity_bytes || 1))));
  const found = find(pieces, address, 'drm');
  if (found === null) throw policyError('translateBack', STATUS_NOT_MAPPED);
  return found;
}
