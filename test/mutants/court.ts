import { Worker } from 'node:worker_threads';
import type { Case, Outcome, Verdict } from './judge.ts';
import { judgesFor } from './judges.ts';

/** A call that takes longer never comes back. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 500;

/** Judges in rooms of their own, so many at a time; the others wait in the order in which they came. */
export class Court {
  #rooms: Room[];
  readonly #waiting: ((room: Room) => void)[] = [];

  constructor(rooms: number) {
    this.#rooms = Array.from({ length: rooms }, () => new Room());
  }

  /** Compiles and lets the judges object. Rejects when it does not compile, or when a judge fails itself. */
  async judge(given: Case): Promise<Verdict> {
    const room = this.#rooms.pop() ?? (await new Promise<Room>((resolve) => this.#waiting.push(resolve)));
    try {
      return await room.judge(given);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#rooms.push(room);
      else next(room);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#rooms.map((room) => room.close()));
    this.#rooms = [];
  }
}

/** A thread that judges one module at a time; another takes its place when it does not come back. */
class Room {
  readonly #progress = new Uint32Array(new SharedArrayBuffer(8));
  #worker: Worker | null = null;

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  judge(given: Case): Promise<Verdict> {
    const words = this.#progress;
    this.#worker ??= new Worker(new URL('./court-room.ts', import.meta.url), {
      workerData: words.buffer,
      execArgv: [],
    });
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      words.fill(0);
      let last = -1;
      let stillMs = 0;
      const watch = setInterval(() => {
        const operations = Atomics.load(words, 0);
        stillMs = operations === last ? stillMs + LOOK_MS : 0;
        last = operations;
        if (stillMs < PATIENCE_MS) return;
        const judge = judgesFor(given.mutant?.file ?? '')[Atomics.load(words, 1)]?.name ?? '';
        settle(() => resolve({ judge, objection: `call ${operations} does not come back`, operations }));
        void this.close();
      }, LOOK_MS);
      const settle = (then: () => void) => {
        clearInterval(watch);
        worker.off('message', onMessage);
        worker.off('error', onError);
        then();
      };
      const onMessage = (outcome: Outcome) =>
        settle(() => ('verdict' in outcome ? resolve(outcome.verdict) : reject(new Error(outcome.failure))));
      const onError = (error: unknown) => {
        settle(() => reject(error));
        void this.close();
      };
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.postMessage(given);
    });
  }
}
