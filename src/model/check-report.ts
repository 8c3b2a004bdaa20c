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
  /** Live allocations that no longer have all that their requests ask for: no violation, but somebody should know. */
  readonly concerns: readonly { readonly allocation: string; readonly message: string }[];
  /** Live allocations that no requester has confirmed yet (a create whose answer may never have arrived). */
  readonly unacknowledged: readonly string[];
}
