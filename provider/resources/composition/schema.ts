import type { SchemaDefinition } from '../../framework/definition.ts';
import { COST_TOTAL, DECISION_ATTRIBUTES } from '../placement-schema.ts';
import { requestAttributes } from '../request-schema.ts';

export const COMPOSITION_SCHEMA: SchemaDefinition = {
  description:
    'A named set of slices that is placed jointly, all or nothing. The plan shows where every slice would land and ' +
    'why, and apply gives exactly that, or fails and says what changed. Slices that exist stay where they are unless ' +
    'a change of their own request makes that impossible. One composition can hold thousands of slices.',
  attributes: {
    id: { type: 'string', computed: true, description: 'The name.' },
    name: {
      type: 'string',
      required: true,
      requiresReplace: true,
      description: 'Name, unique among the compositions of the fabric. Import takes it.',
    },
    requests: {
      nested: 'map',
      required: true,
      attributes: requestAttributes('resource'),
      description: 'What is wanted, by a key of your choice. A slice keeps its place as long as its key stays.',
    },
    placements: {
      nested: 'map',
      computed: true,
      description: 'Where every slice is and why, by the key of its request.',
      attributes: {
        allocation_id: { type: 'string', computed: true, description: 'Id that the fabric gave the slice.' },
        ...DECISION_ATTRIBUTES,
        status: {
          type: 'string',
          computed: true,
          description: '`bound` when usable; `attached`, `migrating`; `lost` when its module failed or was removed.',
        },
      },
    },
    cost_per_hour_micros: COST_TOTAL,
    generation: { type: 'number', computed: true, description: 'Grows with every change of the composition.' },
  },
  timeouts: { create: '5m', read: '5m', update: '5m', delete: '5m' },
};
