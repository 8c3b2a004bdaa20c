export interface PoolDefinition {
  /** Up to 8. `scale`: units that count as 1 in scores, at least the largest capacity; weight 0..1000. */
  readonly dims: readonly { readonly scale: number; readonly weight?: number }[];
  readonly classes: readonly {
    /** "key=value" or any other text. */
    readonly labels?: readonly string[];
    /** Micros per unit-hour, one per dimension. */
    readonly costs?: readonly number[];
    /** Micros per device-hour. */
    readonly deviceCost?: number;
  }[];
  /** Chassis; one when left out. */
  readonly zones?: readonly { readonly rack: number; readonly pod?: number }[];
  readonly hosts?: readonly {
    readonly zone: number;
    /** ns to the same chassis, rack, pod, and beyond. */
    readonly latencies: readonly number[];
    /** MB/s, alike. */
    readonly bandwidths: readonly number[];
  }[];
  /** Room for so many modules. */
  readonly modules: number;
  /** Room for so many allocations; as many as modules when left out. */
  readonly allocations?: number;
  /** Most devices of a module, 0..64. */
  readonly devices?: number;
  readonly deviceWeight?: number;
}

export interface PoolRequest {
  /** Units, one per dimension. */
  readonly amounts: Int32Array | readonly number[];
  readonly devices?: number;
  /** Milli of each device. */
  readonly share?: number;
  /** Clauses that a module's class must satisfy: "a|b" = carries one of them, "!a|b" = carries none of them. */
  readonly labels?: readonly string[];
  readonly strategy?: 'default' | 'first-fit' | 'best-fit' | 'worst-fit' | 'dot-product' | 'fgd' | 'adaptive';
  /** Index of the host that wants it; -1 or left out = no matter where from. */
  readonly host?: number;
}

export interface PoolDecision {
  /** For `release`; null where nothing was taken. */
  readonly allocation: number | null;
  readonly module: number;
  readonly devices: readonly number[];
  readonly share: number;
  readonly scores: {
    /** 0..10000 */
    readonly proximity: number;
    readonly fit: number;
    readonly cost: number;
    readonly total: number;
    /** 0..2^27 */
    readonly raw: number;
  };
}

/** The core refused a call; nothing was changed. */
export declare class PolicyError extends Error {
  /** A STATUS_* of the policy ABI. */
  readonly status: number;
}

/** Calls throw PolicyError when an argument is missing, of another type, or out of its limits. That nothing fits is an answer: null. */
export declare class Pool {
  private constructor();
  static load(wasm: BufferSource | object, definition: PoolDefinition): Promise<Pool>;
  /** Appends online modules; `units` holds one number per dimension and module, module after module. */
  addModules(modules: {
    readonly classes: ArrayLike<number>;
    readonly zones?: ArrayLike<number>;
    readonly devices?: ArrayLike<number>;
    readonly units: ArrayLike<number>;
  }): this;
  /** The typical demand that `fgd` and `adaptive` look at; `amounts` as `units` above, one list of clauses per entry. */
  setProfile(profile: {
    readonly counts: ArrayLike<number>;
    readonly devices: ArrayLike<number>;
    readonly shares: ArrayLike<number>;
    readonly amounts: ArrayLike<number>;
    readonly labels: readonly (readonly string[])[];
  }): this;
  /** For the requests that follow: weights 0..1000 of the stages, and levels that the raw score is cut into (0 = exact). */
  prefer(preferences: {
    readonly proximity?: number;
    readonly utilization?: number;
    readonly cost?: number;
    readonly levels?: number;
  }): this;
  /** A STATE_* of the policy ABI: 1 = online, 2 = cordoned, … */
  setState(module: number, state: number): void;
  place(request: PoolRequest): PoolDecision | null;
  /** What `place` would answer; takes nothing. */
  select(request: PoolRequest): PoolDecision | null;
  /** Why, as a sentence. */
  explain(request: PoolRequest): string;
  release(allocation: number): void;
  /** Free units of each dimension, then the free milli of all devices; -1 where there is no such module. */
  free(module: number): Int32Array;
  labelsOfClass(index: number): string[];
  readonly modules: number;
  /** 16 hexadecimal digits. */
  readonly hash: string;
  /** Of the instance; it only grows. */
  readonly memoryBytes: number;
  readonly abiVersion: number;
}
