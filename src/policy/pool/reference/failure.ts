import { STATUS_BAD_LENGTH, STATUS_BAD_RECORD, STATUS_INVALID_REQUEST } from '../../../../policy-assembly/abi/abi.ts';

/** Ends a call with a status. Not an Error: hostile input throws it a million times and nobody reads the stack. */
export class Failure {
  readonly status: number;
  /** Index of the record objected to, or -1. */
  readonly detail: number;
  constructor(status: number, detail = -1) {
    this.status = status;
    this.detail = detail;
  }
}

/** Counts and bytes disagree. */
export function needLength(holds: boolean, detail = -1): void {
  if (!holds) throw new Failure(STATUS_BAD_LENGTH, detail);
}

/** An inventory record is not valid. */
export function needRecord(holds: boolean, detail = -1): void {
  if (!holds) throw new Failure(STATUS_BAD_RECORD, detail);
}

/** A request is not valid. */
export function needRequest(holds: boolean, detail = -1): void {
  if (!holds) throw new Failure(STATUS_INVALID_REQUEST, detail);
}
