/** The random numbers and the checksum of workload.h: the same workload on both sides of a comparison. */
export class Workload {
  #state = 1;
  checksum = 0;

  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  note(chosen: number): void {
    this.checksum = (Math.imul(this.checksum, 31) + chosen) | 0;
  }
}

/** What one round of one side came to: nanoseconds per operation, and the checksum of what it chose. */
export interface Round {
  readonly ns: number;
  readonly checksum: number;
}

/**
 * Nanoseconds that this thread has worked: other work on the machine takes turns with it, but does not count. Wall time
 * where Node cannot tell (before 23.9).
 */
export function threadNs(): number {
  const usage = process.threadCpuUsage?.();
  return usage === undefined ? Number(process.hrtime.bigint()) : (usage.user + usage.system) * 1000;
}
