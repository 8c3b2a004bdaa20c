import type { Placement } from './placement.ts';
import type { Request } from './request.ts';

export interface WantedSlice {
  readonly key: string;
  readonly request: Request;
}

/** What a preview would do for one key. */
export interface PlannedSlice {
  readonly key: string;
  /** `move` = released and placed elsewhere. */
  readonly action: 'keep' | 'create' | 'update' | 'resize' | 'move';
  /** Id of the live allocation that this continues; null for `create`. */
  readonly allocation: string | null;
  readonly placement: Placement;
}

export interface Violation {
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
}
