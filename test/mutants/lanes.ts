/** Runs so many jobs at a time; the others wait in the order in which they came. */
export class Lanes {
  #open: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#open = count;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#open > 0) this.#open--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#open++;
      else next();
    }
  }
}
