import type { MappingRow } from '../../src/model/placement.ts';
import type { NestedAttribute } from '../framework/definition.ts';
import { objectValue, type Value } from '../values/value.ts';

export const MAPPING_TABLE: NestedAttribute = {
  nested: 'list',
  computed: true,
  description:
    'How the VM sees the slice: every row maps a range of the VM to a range of a module. With interleaving, rows of one range share it stripe by stripe.',
  attributes: {
    unit: {
      type: 'string',
      computed: true,
      description: '`byte` (memory: host physical addresses), `block` (storage: 4096 bytes), or `milli` (compute).',
    },
    vm_start: { type: 'number', computed: true, description: "Where the range begins on the VM's side." },
    length: {
      type: 'number',
      computed: true,
      description: "Length of the range on the VM's side; an interleaved target holds 1/ways of it.",
    },
    drm_id: { type: 'string', computed: true, description: 'Id of the module.' },
    medium: { type: 'string', computed: true, description: 'Medium of the module.' },
    drm_start: { type: 'number', computed: true, description: 'Where the range begins on the module.' },
    position: { type: 'number', computed: true, description: 'Which of the interleaved targets this is, from 0.' },
    ways: { type: 'number', computed: true, description: 'Number of interleaved targets; 1: not interleaved.' },
    granularity_bytes: {
      type: 'number',
      computed: true,
      unit: 'bytes',
      description: 'Bytes on one target before the next follows; 0: not interleaved.',
    },
  },
};

export function mappingTable(rows: readonly MappingRow[]): Value {
  return rows.map((row) =>
    objectValue({
      unit: row.unit,
      vm_start: row.vm_start,
      length: row.length,
      drm_id: row.drm,
      medium: row.medium,
      drm_start: row.drm_start,
      position: row.position,
      ways: row.ways,
      granularity_bytes: row.granularity_bytes,
    }),
  );
}
