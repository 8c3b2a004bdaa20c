/** Which calls of Terraform are under way: for what can be told only after the others have been heard. */
/** See Host. */
export interface Timers {
  after(delay_ms: number, callback: () => void): () => void;
}

const STEP_MS = 40;
/** So many steps without anything new are rest. */
const STEPS_OF_REST = 3;

export class Traffic {
  readonly #timers: Timers;
  #begun = 0;
  #running = 0;
  #waiting = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Counts a call while it runs. */
  async during<T>(call: () => T | Promise<T>): Promise<T> {
    this.#begun += 1;
    this.#running += 1;
    try {
      return await call();
    } finally {
      this.#running -= 1;
    }
  }

  /** How many calls have begun and are not answered yet. */
  get running(): number {
    return this.#running;
  }

  /** How many of them wait for the others. */
  get waiting(): number {
    return this.#waiting;
  }

  pause(delay_ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after(delay_ms, resolve);
    });
  }

  /** Waits, for a call that is under way itself, until no other one runs or has come for a moment; never longer than that. */
  async rest(atMost_ms: number): Promise<void> {
    this.#waiting += 1;
    try {
      let seen = this.#begun;
      for (let waited = 0, quiet = 0; waited < atMost_ms && quiet < STEPS_OF_REST; waited += STEP_MS) {
        await this.pause(STEP_MS);
        quiet = seen === this.#begun && this.#running <= this.#waiting ? quiet + 1 : 0;
        seen = this.#begun;
      }
    } finally {
      this.#waiting -= 1;
    }
  }
}
