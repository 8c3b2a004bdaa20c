import { RahError } from '../errors/rah-error.ts';
import { quoted } from '../errors/shortened.ts';
import { didYouMean } from '../errors/suggestion.ts';
import type { FabricClient } from '../fabric/client.ts';
import type { AllocationView } from '../model/view.ts';
import { Failure } from './failure.ts';

/** Finds what people call an allocation: its id, its name, or `<composition>/<key>`. */
export async function selectAllocation(client: FabricClient, words: string): Promise<AllocationView> {
  const direct = await client.allocation(words);
  if (direct) return direct;
  // Both parts may hold slashes themselves: the first split that exists is meant.
  for (let slash = words.indexOf('/'); slash >= 0; slash = words.indexOf('/', slash + 1)) {
    const composition = await client.composition(words.slice(0, slash));
    if (!composition) continue;
    const key = words.slice(slash + 1);
    const member = Object.hasOwn(composition.allocations, key) ? composition.allocations[key] : undefined;
    if (member) return member;
    throw new RahError('allocation_not_found', `the composition ${composition.name} has no member ${quoted(key)}`, {
      hint: `Its members are listed by \`rah fabric show --json\`.${didYouMean(key, Object.keys(composition.members))}`,
      details: { composition: composition.name, key },
    });
  }
  const { allocations } = await client.view();
  const names = allocations.flatMap(namesOf);
  throw new RahError('allocation_not_found', `no live allocation is called ${quoted(words)}`, {
    hint: `Give an id, a name, or <composition>/<key>.${didYouMean(words, names)}`,
    details: { allocation: words },
  });
}

export function compositionNotFound(name: string, known: readonly string[]): Failure {
  return new Failure('composition_not_found', `no composition is called ${quoted(name)}`, {
    hint: `Compositions here: ${known.length > 0 ? listed(known) : 'none'}.${didYouMean(name, known)}`,
    details: { composition: name },
  });
}

/** The name to call it by: as people gave it, else by its place in a composition, else the id. */
export function callName(allocation: Pick<AllocationView, 'id' | 'name' | 'composition' | 'key'>): string {
  return namesOf(allocation)[0] as string;
}

function namesOf({
  id,
  name,
  composition,
  key,
}: Pick<AllocationView, 'id' | 'name' | 'composition' | 'key'>): string[] {
  const names = name === null ? [] : [name];
  if (composition !== null && key !== null) names.push(`${composition}/${key}`);
  return [...names, id];
}

const MAX_LISTED = 12;

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED).join(', ');
  return names.length > MAX_LISTED ? `${shown} and ${names.length - MAX_LISTED} more` : shown;
}
