/** Ids of one fabric mean other things on another: every resource remembers which fabric it was made on. */
import type { PrivateState } from '../framework/definition.ts';
import type { Diagnostics } from '../framework/diagnostics.ts';
import type { Session } from './session.ts';

export function fabricMark(session: Session): PrivateState {
  return { fabric_uid: session.fabricUid };
}

/** True when the resource lives on the fabric that is configured now. Says so when it does not. */
export function isOnThisFabric(
  session: Session,
  mark: PrivateState,
  what: string,
  consequence: string,
  diagnostics: Diagnostics,
): boolean {
  const uid = mark.fabric_uid;
  if (typeof uid !== 'string' || uid === session.fabricUid) return true;
  diagnostics.warning(
    null,
    `${what} was made on another fabric`,
    `The state says that it was made on the fabric with uid ${uid}, but the provider is configured with the one with uid ${session.fabricUid}. ${consequence} If that is not what you want, point the provider's fabric and state_dir back to where it was made.`,
  );
  return false;
}
