/** Creates that cannot be made yet, but perhaps soon: when something else has gone. */
import { isRahError, type RahError } from '../../src/errors/rah-error.ts';
import type { Preview, PreviewSubject, WantedSlice } from '../../src/model/plan.ts';
import { isAboutRoom, isAboutWishes } from './diagnose.ts';
import { waysOut } from './room.ts';
import type { Session } from './session.ts';

const PATIENCE_MS = 5000;
const STEP_MS = 100;

/** What a create would be like; `later`: it fits once other things are gone, so it is decided then; or why it never will. */
export type Outlook = { readonly preview: Preview } | 'later' | { readonly error: RahError };

/** @param signature see WalkObject */
export async function previewCreate(
  session: Session,
  subject: PreviewSubject,
  wanted: readonly WantedSlice[],
  signature: string,
): Promise<Outlook> {
  const { fabric, run, walk } = session;
  const first = await outlook(() => fabric.preview(subject, wanted, run));
  if (!('error' in first)) return first;
  if (session.isDestroying && isAboutWishes(first.error)) return 'later';
  if (!isAboutRoom(first.error)) return first;
  if (!(await walk.hear())) return 'later';
  const without = walk.releasedFor(signature);
  if (without.length > 0) {
    const second = await outlook(() => fabric.preview(subject, wanted, run, without));
    if ('preview' in second) return 'later';
  }
  if (walk.isApplying && walk.roomMayCome) return 'later';
  return { error: await waysOut(session, first.error, wanted) };
}

async function outlook(ask: () => Promise<Preview>): Promise<{ preview: Preview } | { error: RahError }> {
  try {
    return { preview: await ask() };
  } catch (error) {
    if (!isRahError(error)) throw error;
    return { error };
  }
}

/** Makes something; where room or a name is lacking, again and again while deletes of this process may still give it. */
export async function patiently<T>(
  session: Session,
  deadline_ms: number,
  signal: AbortSignal,
  wanted: readonly WantedSlice[],
  make: (within_ms: number) => Promise<T>,
): Promise<T> {
  const { walk } = session;
  for (let waited = 0; ; waited += STEP_MS) {
    const mayCome = walk.roomMayCome && waited < Math.min(PATIENCE_MS, deadline_ms) && !signal.aborted;
    try {
      return await make(Math.max(1, deadline_ms - waited));
    } catch (error) {
      if (!isRahError(error)) throw error;
      const isTemporary = isAboutRoom(error) || error.code === 'name_taken';
      if (!isTemporary || !mayCome) throw isAboutRoom(error) ? await waysOut(session, error, wanted) : error;
    }
    await walk.traffic.pause(STEP_MS);
  }
}
