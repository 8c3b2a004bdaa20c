/** Time comes in from outside, so that tests and the simulator own it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Where new ids come from. */
export interface IdSource {
  /** 32 hexadecimal digits that nothing else has. */
  next(): string;
}
