import { isRahError } from '../errors/rah-error.ts';
import { openEmbeddedFabric } from '../fabric/embedded.ts';
import { processInstance } from '../fabric/system.ts';
import { ReferencePolicy } from '../policy/reference.ts';
import { allocate } from './fabric.fixture.ts';

/** One of several processes on one store: allocates and releases in turn, and gives everything back in the end. */
const [fabric = '', name = '', rounds = '0'] = process.argv.slice(2);
const client = await openEmbeddedFabric({ fabric, policy: new ReferencePolicy() });
const requester = { owner: name, instance: processInstance() };
const held: string[] = [];
let refused = 0;
for (let round = 0; round < Number(rounds); round++) {
  try {
    const made = await client.applyAllocation(
      allocate({ vm: `${name}-${round % 3}`, size: '1GiB' }, { requester }),
      30_000,
    );
    held.push(made.id);
  } catch (error) {
    if (!isRahError(error) || error.code !== 'unplaceable') throw error;
    refused++;
  }
  if (held.length > 8 || (round % 5 === 4 && held.length > 0))
    await client.releaseAllocation(held.shift() as string, 30_000);
}
for (const id of held) await client.releaseAllocation(id, 30_000);
await client.close();
process.stdout.write(JSON.stringify({ name, refused }));
