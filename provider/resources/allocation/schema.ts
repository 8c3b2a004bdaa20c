import type { AttributeDefinitions, SchemaDefinition } from '../../framework/definition.ts';
import { MAPPING_TABLE } from '../mapping-table.ts';
import { DECISION_ATTRIBUTES, GIVEN_PLACEMENT_ATTRIBUTES } from '../placement-schema.ts';
import { requestAttributes } from '../request-schema.ts';

/** A slice is made for one VM out of one medium: another VM or medium means another slice. */
function withReplacement(attributes: AttributeDefinitions, names: readonly string[]): AttributeDefinitions {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      names.includes(name) ? { ...attribute, requiresReplace: true } : attribute,
    ]),
  );
}

export const ALLOCATION_SCHEMA: SchemaDefinition = {
  description:
    'A slice of a disaggregated module, bound to a VM. Without `placement` the fabric decides at apply which module ' +
    'takes it; with it, apply gives exactly the segments that the plan showed. A slice never moves to other modules ' +
    'in place: a change that needs that replaces it. To show a decision in the plan, use `rah_composition`, or the ' +
    'data source `rah_placement` together with `placement`.',
  attributes: {
    id: { type: 'string', computed: true, description: 'Id that the fabric gave the allocation.' },
    name: {
      type: 'string',
      optional: true,
      requiresReplace: true,
      description: 'Name for people, unique among the live allocations of the fabric. Import accepts it.',
    },
    ...withReplacement(requestAttributes('resource'), ['vm', 'kind', 'medium']),
    placement: {
      nested: 'single',
      optional: true,
      attributes: GIVEN_PLACEMENT_ATTRIBUTES,
      description:
        'A decision to carry out exactly: one of the `placements` of the data source `rah_placement`. Read once when ' +
        'the plan is made, it is part of a saved plan. If the segments are taken before apply, apply fails and says so. Not together with `create_before_destroy`: ' +
        'the new slice may be given the place of the old one.',
    },
    ...DECISION_ATTRIBUTES,
    mapping_table: MAPPING_TABLE,
    status: {
      type: 'string',
      computed: true,
      description: '`bound` when usable; `attached`, `migrating`; `lost` when its module failed or was removed.',
    },
    generation: {
      type: 'number',
      computed: true,
      description: 'Grows with every change of the allocation.',
    },
  },
  timeouts: { create: '5m', read: '5m', update: '5m', delete: '5m' },
};
