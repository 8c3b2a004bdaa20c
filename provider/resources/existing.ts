/** What there is to import, for those who asked for something else. */
import { isRahError } from '../../src/errors/rah-error.ts';
import type { Session } from './session.ts';

const MAX_NAMED = 5;

export async function existing({ fabric }: Session): Promise<{ allocations: string[]; compositions: string[] }> {
  try {
    const { allocations, compositions } = await fabric.view();
    return {
      allocations: allocations
        .filter(({ composition, state }) => composition === null && state !== 'released')
        .map(({ id, name }) => (name === null ? id : `"${name}" (${id})`))
        .sort(),
      compositions: compositions.map(({ name }) => `"${name}"`).sort(),
    };
  } catch (error) {
    if (!isRahError(error)) throw error;
    return { allocations: [], compositions: [] };
  }
}

/** `There are: ...`, or that there are none. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'This fabric has none.';
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return `This fabric has ${names.slice(0, MAX_NAMED).join(', ')}${more}.`;
}
