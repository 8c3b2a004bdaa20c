export interface Violation {
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
}

export interface CheckReport {
  readonly revision: number;
  readonly drms: number;
  readonly allocations: number;
  readonly violations: readonly Violation[];
  /** Live allocations that no requester has confirmed yet (a create whose answer may never have arrived). */
  readonly unacknowledged: readonly string[];
}
