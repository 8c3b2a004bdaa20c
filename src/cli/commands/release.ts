import { isRahError, RahError } from '../../errors/rah-error.ts';
import type { FabricClient } from '../../fabric/client.ts';
import { formatAmount } from '../../model/size.ts';
import type { AllocationView } from '../../model/view.ts';
import type { CommandDefinition } from '../command.ts';
import { Failure } from '../failure.ts';
import { count } from '../quantity.ts';
import { callName, compositionNotFound, selectAllocation } from '../selection.ts';
import { CHANGE_DEADLINE_MS } from '../session.ts';
import type { Style } from '../style.ts';
import { renderTable } from '../table.ts';

export const release: CommandDefinition = {
  name: 'release',
  summary: 'give an allocation or a composition back, whoever made it; asks nothing',
  arguments: [{ name: 'allocation', about: 'id, name, or <composition>/<key>', optional: true }],
  options: [{ flags: '--composition <name>', about: 'release a whole composition instead' }],
  examples: ['rah release web-cache', 'rah release --composition db'],
  async run({ output, withFabric, args: [words], options }) {
    const name = options.composition as string | undefined;
    if ((words === undefined) === (name === undefined)) {
      throw new Failure('usage', 'give either an allocation or --composition NAME', {
        hint: 'See `rah release --help`.',
      });
    }
    const outcome = await withFabric((client) =>
      name === undefined ? releaseOne(client, words as string) : releaseAll(client, name),
    );
    output.answer(outcome, (style) => describe(outcome, style));
    return 0;
  },
};

interface Released {
  readonly id: string;
  readonly name: string;
  readonly vm: string;
  readonly medium: AllocationView['request']['medium'];
  readonly amount: number;
  readonly drms: readonly string[];
}

interface Outcome {
  readonly composition: string | null;
  readonly released: readonly Released[];
  readonly revision: number;
}

async function releaseOne(client: FabricClient, words: string): Promise<Outcome> {
  const allocation = await selectAllocation(client, words);
  try {
    await client.releaseAllocation(allocation.id, CHANGE_DEADLINE_MS);
  } catch (error) {
    throw isRahError(error) ? withAdvice(error, allocation) : error;
  }
  return { composition: null, released: [releasedOf(allocation)], revision: (await client.info()).revision };
}

/** The fabric says that a member is not released alone; only here is it known how to say the other thing. */
function withAdvice(error: RahError, { composition }: AllocationView): RahError {
  if (error.code !== 'composition_member') return error;
  const hint = `Release the whole composition: \`rah release --composition ${composition}\`.`;
  return new RahError(error.code, error.message, { hint, details: error.details, cause: error });
}

async function releaseAll(client: FabricClient, name: string): Promise<Outcome> {
  const composition = await client.composition(name);
  if (!composition) {
    const { compositions } = await client.view();
    throw compositionNotFound(
      name,
      compositions.map((known) => known.name),
    );
  }
  await client.releaseComposition(name, CHANGE_DEADLINE_MS);
  const released = Object.values(composition.allocations).map(releasedOf);
  return { composition: name, released, revision: (await client.info()).revision };
}

function releasedOf(allocation: AllocationView): Released {
  const { vm, medium, size } = allocation.request;
  const drms = [...new Set(allocation.placement.segments.map(({ drm }) => drm))];
  return { id: allocation.id, name: callName(allocation), vm, medium, amount: size.amount, drms };
}

function describe({ composition, released, revision }: Outcome, style: Style): string {
  const what = composition === null ? '' : `composition ${composition}: `;
  return (
    `${what}released ${count(released.length, 'allocation')}; the fabric is at revision ${revision}\n` +
    renderTable(
      [
        { title: 'ALLOCATION', text: (row) => row.name },
        { title: 'VM', text: (row) => row.vm },
        { title: 'MEDIUM', text: (row) => row.medium },
        { title: 'GIVEN BACK', align: 'right', text: (row) => formatAmount(row.amount, row.medium) },
        { title: 'DRMS', text: (row) => row.drms.join(', ') },
      ],
      released,
      style,
    )
  );
}
