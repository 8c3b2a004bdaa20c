import type { DataSourceDefinition } from '../../framework/definition.ts';
import { diagnosed } from '../../resources/diagnose.ts';
import { COST_TOTAL, DECISION_ATTRIBUTES } from '../../resources/placement-schema.ts';
import { decisionValues } from '../../resources/placement-values.ts';
import { byKey, locateRequest, validateRequests, wantedSlices } from '../../resources/request-map.ts';
import { requestAttributes } from '../../resources/request-schema.ts';
import type { Session } from '../../resources/session.ts';
import { objectValue } from '../../values/value.ts';

export const placement: DataSourceDefinition<Session> = {
  typeName: 'rah_placement',
  schema: {
    description:
      'A joint decision on where a set of slices would land, made while planning and kept in a saved plan. Nothing is ' +
      'taken: give each member of `placements` to the `placement` of a `rah_allocation`. Slices that were made from it ' +
      'are recognised by their `origin`, and stay where they are.',
    attributes: {
      name: {
        type: 'string',
        required: true,
        description: 'Name of the decision. Slices made from it carry it in their `origin`.',
      },
      requests: {
        nested: 'map',
        required: true,
        attributes: requestAttributes('data source'),
        description: 'What is wanted, by a key of your choice.',
      },
      placements: {
        nested: 'map',
        computed: true,
        description: 'Where every slice would land and why, by the key of its request.',
        attributes: {
          origin: { type: 'string', computed: true, description: '`<name>/<key>`.' },
          ...DECISION_ATTRIBUTES,
        },
      },
      cost_per_hour_micros: COST_TOTAL,
    },
    timeouts: { read: '5m' },
  },

  validate({ config, diagnostics }) {
    validateRequests(config.requests, diagnostics);
  },

  async read({ client, config, diagnostics }) {
    const name = String(config.name);
    const wanted = wantedSlices(config.requests);
    // Terraform reads a data source only when all of its config is known.
    if (wanted === null) throw new TypeError('rah_placement was read with unknown requests');
    const preview = await diagnosed(diagnostics, locateRequest, () =>
      client.fabric.preview({ type: 'placement', name }, wanted, client.run),
    );
    if (preview === undefined) return null;
    return objectValue({
      placements: byKey(
        preview.slices.map(({ key, placement }) => [
          key,
          objectValue({ origin: `${name}/${key}`, ...decisionValues(placement) }),
        ]),
      ),
      cost_per_hour_micros: preview.slices.reduce((sum, slice) => sum + slice.placement.cost_per_hour_micros, 0),
    });
  },
};
