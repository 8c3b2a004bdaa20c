import { isRahError } from '../../../src/errors/rah-error.ts';
import type { Placement } from '../../../src/model/placement.ts';
import type { WantedSlice } from '../../../src/model/plan.ts';
import type { DataSourceDefinition } from '../../framework/definition.ts';
import { diagnosed, isAboutRoom, isAboutWishes } from '../../resources/diagnose.ts';
import { COST_TOTAL, DECISION_ATTRIBUTES } from '../../resources/placement-schema.ts';
import { decisionValues, emptyPlacement } from '../../resources/placement-values.ts';
import { byKey, locateRequest, validateRequests, wantedSlices } from '../../resources/request-map.ts';
import { requestAttributes } from '../../resources/request-schema.ts';
import { waysOut } from '../../resources/room.ts';
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
          vm: { type: 'string', computed: true, description: 'The VM of the request.' },
          host: { type: 'string', computed: true, description: 'The host of the request.' },
          ...DECISION_ATTRIBUTES,
        },
      },
      cost_per_hour_micros: COST_TOTAL,
    },
    timeouts: { read: '5m' },
  },

  validate({ config, diagnostics }) {
    // A fleet that shrinks to nothing asks for nothing.
    validateRequests(config.requests, diagnostics, { mayBeEmpty: true });
  },

  async read({ client, config, diagnostics }) {
    const name = String(config.name);
    const wanted = wantedSlices(config.requests);
    // Terraform reads a data source only when all of its config is known.
    if (wanted === null) throw new TypeError('rah_placement was read with unknown requests');
    const decided = await diagnosed(diagnostics, locateRequest, () => decide(client, name, wanted));
    if (decided === undefined) return null;
    return objectValue({
      placements: byKey(
        wanted.map(({ key, request: { vm, host } }) => [
          key,
          objectValue({ origin: `${name}/${key}`, vm, host, ...decisionValues(decided.get(key) as Placement) }),
        ]),
      ),
      cost_per_hour_micros: [...decided.values()].reduce((sum, placement) => sum + placement.cost_per_hour_micros, 0),
    });
  },
};

async function decide(session: Session, name: string, wanted: readonly WantedSlice[]): Promise<Map<string, Placement>> {
  const { fabric, run, isDestroying } = session;
  try {
    const { slices } = await fabric.preview({ type: 'placement', name }, wanted, run);
    return new Map(slices.map(({ key, placement }) => [key, placement]));
  } catch (error) {
    if (!isRahError(error)) throw error;
    if (!isDestroying || !isAboutWishes(error)) {
      throw isAboutRoom(error) ? await waysOut(session, error, wanted) : error;
    }
    // Terraform reads it once more before it destroys what was made from it; that shall not depend on today's room.
    const nowhere = emptyPlacement(`Does not fit today: ${error.message}`);
    return new Map(wanted.map(({ key }) => [key, nowhere]));
  }
}
