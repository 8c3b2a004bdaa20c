/** Ends a search that has looked at as much as it may. */
export class Exhausted {}

/** How much a search may still look at. */
export class Looks {
  #left: number;
  constructor(most: number) {
    this.#left = most;
  }

  /** Throws Exhausted, and keeps what is left, when it is not enough. */
  spend(count: number): void {
    if (!this.has(count)) throw new Exhausted();
    this.#left -= count;
  }

  has(count: number): boolean {
    return count <= this.#left;
  }
}
