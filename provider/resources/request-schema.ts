/** The attributes that say what is wanted: the same in allocations, compositions and placements. */

import { HDM_GRANULARITIES_BYTES, HDM_WAYS, KINDS, MEDIUM_NAMES } from '../../src/model/medium.ts';
import { DEFAULT_CONSTRAINTS, DEFAULT_WEIGHTS } from '../../src/model/request.ts';
import type { AttributeDefinitions, NestedAttribute } from '../framework/definition.ts';

const constraints: NestedAttribute = {
  nested: 'single',
  optional: true,
  description:
    'What a module must fulfil to be considered at all. Terraform drops members it does not know without a word, so mind their spelling.',
  attributes: {
    labels: {
      type: ['map', 'string'],
      optional: true,
      description: 'Every one of these labels must stand on the module.',
    },
    not_labels: {
      type: ['map', 'string'],
      optional: true,
      description: 'None of these labels may stand on the module.',
    },
    max_latency_ns: {
      type: 'number',
      optional: true,
      unit: 'ns',
      description: 'The longest latency of the path from the host to the module.',
    },
    min_bandwidth_mbps: {
      type: 'number',
      optional: true,
      unit: 'MB/s',
      description: 'The least bandwidth of the path from the host to the module, per direction.',
    },
    max_drms: {
      type: 'number',
      optional: true,
      description: `Over how many modules the slice may be split (memory and storage); ${DEFAULT_CONSTRAINTS.max_drms} when left out: it is not split.`,
    },
    interleave_ways: {
      type: 'number',
      optional: true,
      description: `Over how many modules the slice is interleaved, with equal shares: ${HDM_WAYS.join(', ')}; ${DEFAULT_CONSTRAINTS.interleave_ways} when left out.`,
    },
    interleave_granularity_bytes: {
      type: 'number',
      optional: true,
      unit: 'bytes',
      description: `Bytes on one module before the next one follows. Memory: ${HDM_GRANULARITIES_BYTES.join(', ')}; storage: a multiple of 4096. The least of them when left out.`,
    },
    drm_ids: {
      type: ['set', 'string'],
      optional: true,
      description: 'When given, only these modules are considered.',
    },
  },
};

const weights: NestedAttribute = {
  nested: 'single',
  optional: true,
  description: `How much each stage of the score counts: 0 to 1000, at least one above 0; a stage left out counts 0. Without the whole attribute: proximity ${DEFAULT_WEIGHTS.proximity}, utilization ${DEFAULT_WEIGHTS.utilization}, cost ${DEFAULT_WEIGHTS.cost}.`,
  attributes: {
    proximity: { type: 'number', optional: true, description: 'Short paths from the host.' },
    utilization: {
      type: 'number',
      optional: true,
      description: 'Modules that are well used already, so that others stay whole.',
    },
    cost: { type: 'number', optional: true, description: 'Cheap modules.' },
  },
};

const SIZE_FORMS =
  'Memory and storage: a number with a unit, such as `"512GiB"` or `"1.5TiB"`. CPU: cores, such as `"12"`, `"2.5"` or `"500m"` (thousandths). GPU and FPGA: `"2"` whole devices, `"500m"` of one device, or `"2x500m"` of two. Another way to write the same size is no change.';

/** Of one slice. In a data source nothing is stored, so `kind` need not be filled in there. */
export function requestAttributes(where: 'resource' | 'data source'): AttributeDefinitions {
  return {
    vm: { type: 'string', required: true, description: 'Id of the VM that consumes the slice.' },
    host: {
      type: 'string',
      required: true,
      description: 'Id of the host that the VM runs on. Changing it moves the VM: its slices stay where they are.',
    },
    kind: {
      type: 'string',
      optional: true,
      computed: where === 'resource',
      allowedValues: [...KINDS],
      description: 'Kind of module. The medium tells it; when given, it must agree.',
    },
    medium: {
      type: 'string',
      required: true,
      allowedValues: [...MEDIUM_NAMES],
      description: 'What is wanted.',
    },
    size: { type: 'string', required: true, description: `How much is wanted. ${SIZE_FORMS}` },
    constraints,
    weights,
  };
}
