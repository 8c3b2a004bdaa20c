/**
 * What this process has heard of the configuration so far. Terraform plans and applies one resource at a time and says
 * nothing of the others; but whether one can be made may depend on what goes in the same plan, in any order.
 */
import type { Traffic } from '../framework/traffic.ts';

/** What of Terraform's own command line counts here. */
export interface CommandFacts {
  readonly replacing: boolean;
  readonly refreshing: boolean;
  readonly parallelism: number;
  /** A saved plan is applied: nothing is planned for the first time. */
  readonly applying: boolean;
}

/** One object of the configuration: an allocation by its id, a composition by `composition NAME`. */
export interface WalkObject {
  readonly key: string;
  /** Ids of what it holds. */
  readonly allocations: readonly string[];
  /** Equal for a planned create that is the same thing anew. */
  readonly signature: string;
}

/** How long a create that does not fit waits, at plan, to hear of what goes. */
const HEARING_MS = 400;
/** At apply, room that a delete has made is looked for so long after it. */
const FRESH_MS = 1000;

export class Walk {
  readonly traffic: Traffic;
  readonly #command: CommandFacts;
  readonly #read = new Map<string, WalkObject>();
  readonly #planned = new Map<string, WalkObject>();
  readonly #released = new Map<string, readonly string[]>();
  #hearing = 0;
  #releasing = 0;
  #isApplying: boolean;
  #hasMade = false;

  constructor(traffic: Traffic, command: CommandFacts) {
    this.traffic = traffic;
    this.#command = command;
    this.#isApplying = command.applying;
  }

  /** The refresh told of it. */
  read(object: WalkObject): void {
    this.#read.set(object.key, object);
  }

  /** It was planned as something that exists. */
  planned(object: WalkObject): void {
    this.#planned.set(object.key, object);
    // Whatever exists is read before its change is planned, but never when the change is planned again to be applied.
    if (this.#command.refreshing && !this.#read.has(object.key)) this.#isApplying = true;
  }

  /** The plan releases these: all that the object held, or some of it. */
  releases(key: string, allocations: readonly string[]): void {
    this.#released.set(key, allocations);
  }

  /** Whether the object belongs to this configuration, as far as is known. */
  knows(key: string): boolean {
    return this.#read.has(key) || this.#planned.has(key) || this.#released.has(key);
  }

  /** Whether changes are carried out by this process; false also while that cannot be told. */
  get isApplying(): boolean {
    return this.#isApplying;
  }

  /** Whether this process has made anything. */
  get hasMade(): boolean {
    return this.#hasMade;
  }

  made(): void {
    this.#hasMade = true;
  }

  /**
   * Waits until everything that Terraform has to say for now is said. False, at once, where so many wait already that
   * Terraform could say no more: it makes so many calls at once and not one more.
   */
  async hear(): Promise<boolean> {
    if (this.#hearing >= Math.max(1, Math.floor(this.#command.parallelism / 2))) return false;
    this.#hearing += 1;
    try {
      await this.traffic.rest(HEARING_MS);
    } finally {
      this.#hearing -= 1;
    }
    return true;
  }

  /**
   * Ids of allocations that the plan releases, as far as is known. What was read and then not planned as existing is
   * tainted. What -replace asks for is planned as if it stayed, and then as a create of the same thing.
   */
  releasedFor(signature: string): string[] {
    const tainted = [...this.#read.values()].filter(({ key }) => !this.#planned.has(key));
    const replaced = this.#command.replacing
      ? [...this.#planned.values()].filter((object) => object.signature === signature)
      : [];
    const held = [...tainted, ...replaced].flatMap(({ allocations }) => allocations);
    return [...new Set([...[...this.#released.values()].flat(), ...held])];
  }

  /** Carries out a change, which may make room. */
  async change<T>(act: () => Promise<T>): Promise<T> {
    this.#isApplying = true;
    this.#releasing += 1;
    try {
      return await act();
    } finally {
      void this.traffic.pause(FRESH_MS).then(() => {
        this.#releasing -= 1;
      });
    }
  }

  /** Whether something that may make room is being carried out, or just was. */
  get roomMayCome(): boolean {
    return this.#releasing > 0;
  }
}

export function compositionKey(name: string): string {
  return `composition ${name}`;
}
