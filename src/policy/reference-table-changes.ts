import type { CoreMappingRow, DecodedTable, TableChange } from './core.ts';
import { unitBytes } from './reference-table.ts';

/** A row with its index, in base units. */
interface Row extends CoreMappingRow {
  readonly index: number;
}

function rowsOf({ kind, rows }: DecodedTable): Row[] {
  const unit = unitBytes(kind);
  return rows.map((row, index) => ({
    ...row,
    index,
    vm_start: row.vm_start * unit,
    length: row.length * unit,
    drm_start: row.drm_start * unit,
  }));
}

function change(action: TableChange['action'], row: Row, vm_start: number, length: number): TableChange {
  const drm_start = row.drm_start + (vm_start - row.vm_start) / row.ways;
  return { action, row: row.index, vm_start, length, module: row.module, drm_start };
}

function whole(action: TableChange['action'], row: Row): TableChange {
  return change(action, row, row.vm_start, row.length);
}

function endOf({ vm_start, length }: { readonly vm_start: number; readonly length: number }): number {
  return vm_start + length;
}

/** What changes among rows that never overlap on the VM side: every range between two borders is judged by itself. */
function compareRows(before: readonly Row[], after: readonly Row[]): TableChange[] {
  const borders = [...before, ...after].flatMap((row) => [row.vm_start, endOf(row)]);
  const starts = [...new Set(borders)].sort((a, b) => a - b);
  const changes: TableChange[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? start;
    const holder = (rows: readonly Row[]) => rows.find((row) => row.vm_start <= start && endOf(row) >= end);
    const old = end > start ? holder(before) : undefined;
    const fresh = end > start ? holder(after) : undefined;
    const same =
      old !== undefined &&
      fresh !== undefined &&
      old.module === fresh.module &&
      change('keep', old, start, 0).drm_start === change('keep', fresh, start, 0).drm_start;
    if (same) changes.push(change('keep', fresh, start, end - start));
    else {
      if (old !== undefined) changes.push(change('remove', old, start, end - start));
      if (fresh !== undefined) changes.push(change('add', fresh, start, end - start));
    }
  }
  return joined(changes);
}

/** Ranges of one row that continue each other become one; the order stays that of their starts. */
function joined(changes: readonly TableChange[]): TableChange[] {
  const result: TableChange[] = [];
  for (const next of changes) {
    const index = result.findIndex(
      (known) => known.action === next.action && known.row === next.row && endOf(known) === next.vm_start,
    );
    const known = result[index];
    if (known === undefined) result.push(next);
    else result[index] = { ...known, length: known.length + next.length };
  }
  return result;
}

/** What is to be done to a VM with the table `before` so that it has the table `after`. */
export function compareTables(before: DecodedTable, after: DecodedTable): TableChange[] {
  const old = rowsOf(before);
  const fresh = rowsOf(after);
  const alike =
    before.kind === after.kind && before.ways === after.ways && before.granularity_bytes === after.granularity_bytes;
  if (alike && after.ways === 1) return compareRows(old, fresh);
  if (alike && before.vm_base === after.vm_base) {
    return fresh.flatMap((row, way) => compareRows(old.slice(way, way + 1), [row]));
  }
  return [...old.map((row) => whole('remove', row)), ...fresh.map((row) => whole('add', row))];
}
