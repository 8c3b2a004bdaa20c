import { DRM_STATES } from '../../../src/model/fabric.ts';
import { KINDS, MEDIUM_NAMES } from '../../../src/model/medium.ts';
import type { DrmView } from '../../../src/model/view.ts';
import type { AttributeDefinitions, DataSourceDefinition } from '../../framework/definition.ts';
import { diagnosed } from '../../resources/diagnose.ts';
import type { Session } from '../../resources/session.ts';
import { isObjectValue, type ObjectValue, objectValue, type Value } from '../../values/value.ts';

const MEDIUM_ATTRIBUTES: AttributeDefinitions = {
  medium: { type: 'string', computed: true, description: 'Medium.' },
  capacity: { type: 'number', computed: true, description: 'All there is: bytes, or thousandths of a device.' },
  used: { type: 'number', computed: true, description: 'Taken by allocations.' },
  free: { type: 'number', computed: true, description: 'Not taken.' },
  largest_free: {
    type: 'number',
    computed: true,
    description: 'Longest free range; for compute the free part of the emptiest device.',
  },
  step: { type: 'number', computed: true, description: 'Amounts are handed out in multiples of this.' },
  cost_per_unit_hour_micros: {
    type: 'number',
    computed: true,
    description: 'Millionths of the currency unit per hour and GiB or device.',
  },
};

const DRM_ATTRIBUTES: AttributeDefinitions = {
  id: { type: 'string', computed: true, description: 'Id of the module.' },
  kind: { type: 'string', computed: true, description: 'What it is for.' },
  state: { type: 'string', computed: true, description: 'State of the module.' },
  failure_domain: { type: 'string', computed: true, description: 'What fails together with it.' },
  labels: { type: ['map', 'string'], computed: true, description: 'Labels of the module.' },
  media: {
    nested: 'list',
    computed: true,
    attributes: MEDIUM_ATTRIBUTES,
    description: 'What it offers, and how much of that is free.',
  },
  allocations: { type: 'number', computed: true, description: 'Number of live allocations on the module.' },
  generation: { type: 'number', computed: true, description: 'Grows with every change of the module.' },
};

export const drms: DataSourceDefinition<Session> = {
  typeName: 'rah_drms',
  schema: {
    description: 'The modules of the fabric, with what is free on them. Filters that are given must all hold.',
    attributes: {
      kind: { type: 'string', optional: true, allowedValues: [...KINDS], description: 'Only modules of this kind.' },
      medium: {
        type: 'string',
        optional: true,
        allowedValues: [...MEDIUM_NAMES],
        description: 'Only modules that offer this medium.',
      },
      state: {
        type: 'string',
        optional: true,
        allowedValues: [...DRM_STATES],
        description: 'Only modules in this state.',
      },
      labels: { type: ['map', 'string'], optional: true, description: 'Only modules with all of these labels.' },
      drms: { nested: 'list', computed: true, attributes: DRM_ATTRIBUTES, description: 'The modules, sorted by id.' },
      fabric: { type: 'string', computed: true, description: 'Name of the fabric.' },
      revision: {
        type: 'number',
        computed: true,
        description: 'Revision of the fabric: grows by one with every change, so it differs from one plan to the next.',
      },
    },
  },

  async read({ client, config, diagnostics }) {
    const answer = await diagnosed(diagnostics, null, () => Promise.all([client.fabric.drms(), client.fabric.info()]));
    if (answer === undefined) return null;
    const [all, info] = answer;
    const chosen = all.filter((drm) => matches(drm, config)).sort((a, b) => (a.id < b.id ? -1 : 1));
    return objectValue({ drms: chosen.map(drmValues), fabric: info.name, revision: info.revision });
  },
};

function matches(drm: DrmView, config: ObjectValue): boolean {
  const { kind, medium, state, labels } = config;
  const is = (wanted: Value | undefined, actual: string) => (wanted ?? null) === null || wanted === actual;
  return (
    is(kind, drm.kind) &&
    is(state, drm.state) &&
    ((medium ?? null) === null || drm.media.some((offer) => offer.medium === medium)) &&
    Object.entries(isObjectValue(labels) ? labels : {}).every(
      ([name, value]) => Object.hasOwn(drm.labels, name) && drm.labels[name] === value,
    )
  );
}

function drmValues(drm: DrmView): ObjectValue {
  const steps = new Map(drm.media.map((offer) => [offer.medium, offer.step]));
  return objectValue({
    id: drm.id,
    kind: drm.kind,
    state: drm.state,
    failure_domain: drm.failure_domain,
    labels: objectValue({ ...drm.labels }),
    media: drm.usage.map((usage) =>
      objectValue({
        medium: usage.medium,
        capacity: usage.capacity,
        used: usage.used,
        free: usage.free,
        largest_free: usage.largest_free,
        step: steps.get(usage.medium) ?? null,
        cost_per_unit_hour_micros: usage.cost_per_unit_hour_micros,
      }),
    ),
    allocations: drm.allocations.length,
    generation: drm.generation,
  });
}
