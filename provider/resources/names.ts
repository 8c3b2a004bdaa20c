/** Names are unique in a fabric: a create whose name is in use is told so when it is planned. */
import type { Requester } from '../../src/model/allocation.ts';
import type { Diagnostics } from '../framework/diagnostics.ts';
import { path } from '../values/path.ts';
import { diagnosed } from './diagnose.ts';
import { describeOwner } from './owner.ts';
import type { Session } from './session.ts';
import { compositionKey } from './walk.ts';

interface Holder {
  /** See WalkObject. */
  readonly key: string;
  /** `the allocation alloc-1 of VM "web"` */
  readonly what: string;
  readonly importId: string;
  readonly release: string;
  readonly requester: Requester;
}

export function checkAllocationName(session: Session, name: string, diagnostics: Diagnostics): Promise<void> {
  return check(session, name, diagnostics, async () => {
    const found = await session.fabric.allocation(name);
    if (found === null || found.name !== name || !found.acknowledged || found.state === 'released') return null;
    const { id, request, requester } = found;
    const what = `the allocation ${id} of VM "${request.vm}"`;
    return { key: id, what, importId: id, release: ` or release it (\`rah release ${id}\`),`, requester };
  });
}

export function checkCompositionName(session: Session, name: string, diagnostics: Diagnostics): Promise<void> {
  return check(session, name, diagnostics, async () => {
    const found = await session.fabric.composition(name);
    if (found === null || !found.acknowledged) return null;
    const slices = Object.keys(found.allocations).length;
    const what = `a composition of ${slices} slice${slices === 1 ? '' : 's'}`;
    return { key: compositionKey(name), what, importId: name, release: '', requester: found.requester };
  });
}

async function check(
  session: Session,
  name: string,
  diagnostics: Diagnostics,
  find: () => Promise<Holder | null>,
): Promise<void> {
  const { walk } = session;
  if (session.isDestroying) return;
  const holder = await diagnosed(diagnostics, null, find);
  if (holder === undefined || holder === null || walk.knows(holder.key)) return;
  // It may be an object of this configuration that is moved, replaced or deleted by the same plan: nobody has said so yet.
  if (!(await walk.hear()) || walk.knows(holder.key) || (walk.isApplying && walk.roomMayCome)) return;
  const { owner } = holder.requester;
  const advice =
    owner === session.run.owner
      ? 'That is where this configuration is: if another resource of it has the name, give each a name of its own.\n' +
        `If none has,${holder.release.replace(/^ or/, '').replace(/,$/, '')}${holder.release === '' ? '' : ' or'} import it: \`terraform import ADDRESS ${holder.importId}\`.`
      : `Choose another name,${holder.release} or import it: \`terraform import ADDRESS ${holder.importId}\`.`;
  diagnostics.error(
    path('name'),
    `The name "${name}" is taken`,
    `It belongs to ${holder.what}, made ${describeOwner(owner)}.\n${advice}`,
  );
}
