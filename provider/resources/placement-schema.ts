/** The attributes that say where a slice is and why: the same in allocations, compositions, placements and place(). */
import { MEDIA } from '../../src/model/medium.ts';
import type { AttributeDefinition, AttributeDefinitions } from '../framework/definition.ts';
import type { CtyType } from '../values/type.ts';

const AMOUNTS = `In bytes for memory and storage, in thousandths of a device for compute (${MEDIA.gpu.device} = one core or device).`;

const segmentAttributes: AttributeDefinitions = {
  drm_id: { type: 'string', required: true, description: 'Id of the module.' },
  medium: { type: 'string', required: true, description: 'Medium of the module.' },
  start: { type: 'number', required: true, description: 'Where the range begins on the module.' },
  length: { type: 'number', required: true, description: 'How long the range is.' },
};

/** The same attributes where the provider tells them instead of the config. */
function readOnly(attributes: AttributeDefinitions): AttributeDefinitions {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { required: _, ...attribute }]) => {
      if (attribute.nested === undefined) return [name, { ...attribute, computed: true }];
      return [name, { ...attribute, computed: true, attributes: readOnly(attribute.attributes) }];
    }),
  );
}

const facts: AttributeDefinitions = {
  segments: {
    nested: 'list',
    required: true,
    attributes: segmentAttributes,
    description: `Contiguous ranges on modules that make up the slice, in its own order. ${AMOUNTS}`,
  },
  score: {
    type: 'number',
    required: true,
    description: 'Weighted score of the decision, 0 to 10000; the lowest among the chosen modules.',
  },
  cost_per_hour_micros: {
    type: 'number',
    required: true,
    description: 'Cost of the slice per hour, in millionths of the currency unit of the inventory.',
  },
  latency_ns: {
    type: 'number',
    required: true,
    unit: 'ns',
    description: 'The longest latency from the host to one of the modules.',
  },
  reason: { type: 'string', required: true, description: 'Why it was decided so, in one line.' },
};

const drmIds: AttributeDefinition = {
  type: ['list', 'string'],
  computed: true,
  description: 'Ids of the modules that hold the slice, in the order of the segments.',
};

export const COST_TOTAL: AttributeDefinition = {
  type: 'number',
  computed: true,
  description: 'Cost of all slices together per hour, in millionths of the currency unit of the inventory.',
};

/** What a decision shows: drm_ids, segments, score, cost_per_hour_micros, latency_ns, reason. */
export const DECISION_ATTRIBUTES: AttributeDefinitions = { drm_ids: drmIds, ...readOnly(facts) };

/** A decision made elsewhere, as given to rah_allocation. */
export const GIVEN_PLACEMENT_ATTRIBUTES: AttributeDefinitions = {
  origin: {
    type: 'string',
    optional: true,
    description: 'Which placement decided it: `<name>/<key>`. The placement recognises the slice by it later.',
  },
  vm: {
    type: 'string',
    optional: true,
    description: 'The VM that it was decided for: must be that of the allocation.',
  },
  host: {
    type: 'string',
    optional: true,
    description: 'The host that it was decided for: must be that of a new allocation.',
  },
  ...facts,
};

const SEGMENT_TYPE: CtyType = ['object', { drm_id: 'string', medium: 'string', start: 'number', length: 'number' }];

/** Type of what place() answers per request. */
export const DECISION_TYPE: CtyType = [
  'object',
  {
    drm_ids: ['list', 'string'],
    segments: ['list', SEGMENT_TYPE],
    score: 'number',
    cost_per_hour_micros: 'number',
    latency_ns: 'number',
    reason: 'string',
  },
];
