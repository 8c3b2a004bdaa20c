import * as abi from '../../policy-assembly/abi/abi.ts';
import type { CoreMappingRow, DecodedTable, Location, MapInput, TableChange } from './core.ts';
import { KIND_CODES, KIND_UNITS, KINDS_BY_CODE, policyError } from './status.ts';
import type { WasmCalls } from './wasm-calls.ts';

const ACTIONS: readonly TableChange['action'][] = ['keep', 'add', 'remove'];

/** The calls about mapping tables, plain and encoded. */
export class WasmTables {
  readonly #calls: WasmCalls;

  constructor(calls: WasmCalls) {
    this.#calls = calls;
  }

  map(input: MapInput): CoreMappingRow[] {
    const bytes = this.#mapBytes(input);
    this.#writeMap('map', this.#calls.input(bytes), input);
    this.#calls.check('map', this.#calls.core.rah_map(bytes));
    return this.#readRows(KIND_UNITS[input.kind]);
  }

  encode(input: MapInput): Uint8Array {
    const bytes = this.#mapBytes(input);
    this.#writeMap('encodeTable', this.#calls.input(bytes), input);
    this.#calls.check('encodeTable', this.#calls.core.rah_table_encode(bytes));
    return this.#calls.readBytes(this.#calls.output(), this.#calls.outputCount());
  }

  decode(table: Uint8Array): DecodedTable {
    const at = this.#writeTable(table);
    this.#calls.check('decodeTable', this.#calls.core.rah_table_decode(table.length));
    const { memory } = this.#calls;
    const kind = KINDS_BY_CODE[memory.i32(at + abi.TABLE_KIND)] as DecodedTable['kind'];
    return {
      kind,
      vm_base: memory.i64(at + abi.TABLE_VM_BASE),
      ways: memory.i32(at + abi.TABLE_WAYS),
      granularity_bytes: memory.i32(at + abi.TABLE_GRANULARITY),
      rows: this.#readRows(KIND_UNITS[kind]),
    };
  }

  translate(table: Uint8Array, address: number): Location {
    if (!Number.isSafeInteger(address)) throw policyError('translate', abi.STATUS_INVALID_REQUEST);
    this.#writeTable(table);
    this.#calls.check('translate', this.#calls.core.rah_translate(table.length, BigInt(address)));
    return this.#readLocation();
  }

  translateBack(table: Uint8Array, module: number, address: number): Location {
    if (!Number.isSafeInteger(address) || (module | 0) !== module) {
      throw policyError('translateBack', abi.STATUS_INVALID_REQUEST);
    }
    this.#writeTable(table);
    this.#calls.check('translateBack', this.#calls.core.rah_translate_back(table.length, module, BigInt(address)));
    return this.#readLocation();
  }

  update(table: Uint8Array, input: MapInput): TableChange[] {
    const bytes = this.#mapBytes(input);
    const at = this.#calls.input(table.length + bytes);
    this.#calls.writeBytes(at, table);
    this.#writeMap('updateTable', at + table.length, input);
    this.#calls.check('updateTable', this.#calls.core.rah_table_update(table.length, bytes));
    return this.#readChanges();
  }

  #writeTable(table: Uint8Array): number {
    const at = this.#calls.input(table.length);
    this.#calls.writeBytes(at, table);
    return at;
  }

  #mapBytes({ segments }: MapInput): number {
    const extents = segments.reduce((sum, segment) => sum + segment.extents.length, 0);
    return abi.MAP_BYTES + segments.length * abi.MAP_SEGMENT_BYTES + extents * abi.EXTENT_BYTES;
  }

  #writeMap(operation: string, at: number, input: MapInput): void {
    const { memory } = this.#calls;
    memory.set32(at + abi.MAP_KIND, KIND_CODES[input.kind]);
    memory.setI32(at + abi.MAP_WAYS, input.interleave_ways, operation, abi.STATUS_MAP_WAYS);
    const granularity = input.interleave_granularity_bytes;
    memory.setI32(at + abi.MAP_GRANULARITY, granularity, operation, abi.STATUS_MAP_GRANULARITY);
    memory.set32(at + abi.MAP_SEGMENT_COUNT, input.segments.length);
    memory.setI64(at + abi.MAP_VM_BASE, input.vm_base, operation, abi.STATUS_MAP_RANGE);
    let segmentAt = at + abi.MAP_BYTES;
    let extentAt = segmentAt + input.segments.length * abi.MAP_SEGMENT_BYTES;
    for (const segment of input.segments) {
      memory.setI32(segmentAt + abi.MAP_SEGMENT_MODULE, segment.module, operation, abi.STATUS_BAD_MODULE);
      memory.set32(segmentAt + abi.MAP_SEGMENT_EXTENT_COUNT, segment.extents.length);
      this.#calls.writeExtents(operation, extentAt, segment.extents);
      segmentAt += abi.MAP_SEGMENT_BYTES;
      extentAt += segment.extents.length * abi.EXTENT_BYTES;
    }
  }

  #readRows(unit: CoreMappingRow['unit']): CoreMappingRow[] {
    const { memory } = this.#calls;
    const rows: CoreMappingRow[] = [];
    let at = this.#calls.output();
    for (let k = this.#calls.outputCount(); k > 0; k--, at += abi.MAP_ROW_BYTES) {
      rows.push({
        unit,
        vm_start: memory.i64(at + abi.MAP_ROW_VM_START),
        length: memory.i64(at + abi.MAP_ROW_LENGTH),
        drm_start: memory.i64(at + abi.MAP_ROW_DRM_START),
        module: memory.i32(at + abi.MAP_ROW_MODULE),
        position: memory.i32(at + abi.MAP_ROW_POSITION),
        ways: memory.i32(at + abi.MAP_ROW_WAYS),
        granularity_bytes: memory.i32(at + abi.MAP_ROW_GRANULARITY),
      });
    }
    return rows;
  }

  #readLocation(): Location {
    const { memory } = this.#calls;
    const at = this.#calls.output();
    return {
      module: memory.i32(at + abi.LOCATION_MODULE),
      address: memory.i64(at + abi.LOCATION_ADDRESS),
      length: memory.i64(at + abi.LOCATION_LENGTH),
      row: memory.i32(at + abi.LOCATION_ROW),
    };
  }

  #readChanges(): TableChange[] {
    const { memory } = this.#calls;
    const changes: TableChange[] = [];
    let at = this.#calls.output();
    for (let k = this.#calls.outputCount(); k > 0; k--, at += abi.CHANGE_BYTES) {
      changes.push({
        action: ACTIONS[memory.i32(at + abi.CHANGE_ACTION)] as TableChange['action'],
        row: memory.i32(at + abi.CHANGE_ROW),
        vm_start: memory.i64(at + abi.CHANGE_VM_START),
        length: memory.i64(at + abi.CHANGE_LENGTH),
        module: memory.i32(at + abi.CHANGE_MODULE),
        drm_start: memory.i64(at + abi.CHANGE_DRM_START),
      });
    }
    return changes;
  }
}
