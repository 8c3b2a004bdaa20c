import {
  AMOUNT_MAX,
  GRANULARITY_MAX,
  STATUS_BAD_EXTENT,
  STATUS_BAD_MODULE,
  STATUS_MAP_ALIGNMENT,
  STATUS_MAP_GRANULARITY,
  STATUS_MAP_KIND,
  STATUS_MAP_RANGE,
  STATUS_MAP_SHAPE,
  STATUS_MAP_WAYS,
  VM_MAX,
  WAYS_MAX,
} from '../../policy-assembly/abi/abi.ts';
import type { Kind } from '../model/medium.ts';
import { DEVICE_MILLI, HDM_ALIGNMENT_BYTES, HDM_GRANULARITIES_BYTES, HDM_WAYS, LBA_BYTES } from '../model/medium.ts';
import type { Extent } from '../model/placement.ts';
import type { CoreMappingRow, MapInput } from './core.ts';
import { cutAtBorders, mergeTouching } from './reference-free-space.ts';
import type { ModuleState } from './reference-select.ts';
import { KIND_UNITS, policyError } from './status.ts';

const ALIGNMENTS: Readonly<Record<Kind, number>> = { memory: HDM_ALIGNMENT_BYTES, storage: LBA_BYTES, compute: 1 };

function waysAreValid({ kind, interleave_ways: ways }: MapInput): boolean {
  if (kind === 'memory') return HDM_WAYS.includes(ways);
  return kind === 'compute' ? ways === 1 : Number.isInteger(ways) && ways >= 1 && ways <= WAYS_MAX;
}

function granularityIsValid({ kind, interleave_ways: ways, interleave_granularity_bytes: bytes }: MapInput): boolean {
  if (ways === 1) return true;
  if (kind === 'memory') return HDM_GRANULARITIES_BYTES.includes(bytes);
  return bytes > 0 && bytes <= GRANULARITY_MAX && bytes % LBA_BYTES === 0;
}

/** A storage stripe's share is whole stripes; everything else ends where its kind may begin. */
function lengthAlignment({ kind, interleave_ways: ways, interleave_granularity_bytes: granularity }: MapInput): number {
  return kind === 'storage' && ways > 1 ? granularity : ALIGNMENTS[kind];
}

function checkExtents(
  operation: string,
  input: MapInput,
  extents: readonly Extent[],
  capacity: number,
  segment: number,
): void {
  const alignment = ALIGNMENTS[input.kind];
  let previousEnd = 0;
  for (const { start, length } of extents) {
    const inside =
      Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length > 0 && start + length <= capacity;
    const ordered = input.kind !== 'compute' || start >= previousEnd;
    if (!inside || !ordered) throw policyError(operation, STATUS_BAD_EXTENT, segment);
    if (start % alignment !== 0 || length % lengthAlignment(input) !== 0)
      throw policyError(operation, STATUS_MAP_ALIGNMENT, segment);
    previousEnd = start + length;
  }
}

function check(operation: string, modules: readonly ModuleState[], input: MapInput): void {
  const { segments, vm_base, interleave_ways: ways } = input;
  if (!Number.isInteger(vm_base) || vm_base < 0 || vm_base > AMOUNT_MAX) throw policyError(operation, STATUS_MAP_RANGE);
  if (!waysAreValid(input)) throw policyError(operation, STATUS_MAP_WAYS);
  if (!granularityIsValid(input)) throw policyError(operation, STATUS_MAP_GRANULARITY);
  if (ways > 1 && segments.length !== ways) throw policyError(operation, STATUS_MAP_SHAPE);
  // Decoders of 3, 6 and 12 ways divide the address itself by three.
  const third = input.kind === 'memory' && ways % 3 === 0 ? 3 : 1;
  if (vm_base % (third * ALIGNMENTS[input.kind]) !== 0) throw policyError(operation, STATUS_MAP_ALIGNMENT);
  let end = vm_base;
  for (const [index, { module: moduleIndex, extents }] of segments.entries()) {
    const module = modules[moduleIndex];
    if (module === undefined) throw policyError(operation, STATUS_BAD_MODULE, index);
    if (module.kind !== input.kind) throw policyError(operation, STATUS_MAP_KIND, index);
    if (ways > 1 && extents.length !== 1) throw policyError(operation, STATUS_MAP_SHAPE, index);
    checkExtents(operation, input, extents, module.capacity, index);
    if (ways > 1 && extents[0]?.length !== segments[0]?.extents[0]?.length) {
      throw policyError(operation, STATUS_MAP_SHAPE, index);
    }
    // Compute reserves two slots per extent for its partial shares.
    for (const { length } of extents) end += input.kind === 'compute' ? length + 2 * DEVICE_MILLI : length;
  }
  if (end > VM_MAX) throw policyError(operation, STATUS_MAP_RANGE);
}

function mapInterleaved(input: MapInput, unitBytes: number): CoreMappingRow[] {
  return input.segments.map(({ module, extents }, position) => {
    const { start, length } = extents[0] as Extent;
    return {
      unit: KIND_UNITS[input.kind],
      vm_start: input.vm_base / unitBytes,
      length: (length * input.interleave_ways) / unitBytes,
      module,
      drm_start: start / unitBytes,
      position,
      ways: input.interleave_ways,
      granularity_bytes: input.interleave_granularity_bytes,
    };
  });
}

function plainRow(kind: Kind, module: number, vm_start: number, { start, length }: Extent): CoreMappingRow {
  const unit = KIND_UNITS[kind];
  return { unit, vm_start, length, module, drm_start: start, position: 0, ways: 1, granularity_bytes: 0 };
}

function mapConsecutive(input: MapInput, unitBytes: number): CoreMappingRow[] {
  let vmStart = input.vm_base / unitBytes;
  return input.segments.flatMap(({ module, extents }) =>
    extents.map((extent) => {
      const blocks = { start: extent.start / unitBytes, length: extent.length / unitBytes };
      const row = plainRow(input.kind, module, vmStart, blocks);
      vmStart += blocks.length;
      return row;
    }),
  );
}

/** One VM-side slot per device; adjacent whole devices of a segment share one row. */
function mapCompute(input: MapInput): CoreMappingRow[] {
  const rows: CoreMappingRow[] = [];
  let slot = input.vm_base;
  for (const { module, extents } of input.segments) {
    const byDevice = Map.groupBy(cutAtBorders(mergeTouching(extents), DEVICE_MILLI), ({ start }) =>
      Math.floor(start / DEVICE_MILLI),
    );
    let run: { vmStart: number; extent: Extent } | null = null;
    const endRun = () => {
      if (run !== null) rows.push(plainRow('compute', module, run.vmStart, run.extent));
      run = null;
    };
    for (const [device, pieces] of byDevice) {
      const isWhole = pieces[0]?.length === DEVICE_MILLI;
      const start = device * DEVICE_MILLI;
      const current = run as { vmStart: number; extent: Extent } | null;
      if (isWhole && current !== null && current.extent.start + current.extent.length === start) {
        const extent: Extent = { start: current.extent.start, length: current.extent.length + DEVICE_MILLI };
        run = { vmStart: current.vmStart, extent };
      } else {
        endRun();
        if (isWhole) run = { vmStart: slot, extent: { start, length: DEVICE_MILLI } };
        let within = slot;
        for (const piece of isWhole ? [] : pieces) {
          rows.push(plainRow('compute', module, within, piece));
          within += piece.length;
        }
      }
      slot += DEVICE_MILLI;
    }
    endRun();
  }
  return rows;
}

export function mapSegments(
  modules: readonly ModuleState[],
  input: MapInput,
  operation: string = 'map',
): CoreMappingRow[] {
  check(operation, modules, input);
  if (input.kind === 'compute') return mapCompute(input);
  const unitBytes = input.kind === 'storage' ? LBA_BYTES : 1;
  return input.interleave_ways > 1 ? mapInterleaved(input, unitBytes) : mapConsecutive(input, unitBytes);
}
