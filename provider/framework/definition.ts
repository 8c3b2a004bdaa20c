/** What an author of a resource, data source or function writes. Nothing here knows the plugin protocol. */
import type { Path } from '../values/path.ts';
import type { CtyType } from '../values/type.ts';
import type { ObjectValue, Value } from '../values/value.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Traffic } from './traffic.ts';

type MaybePromise<T> = T | Promise<T>;

/** Checks one known, non-null value; returns what is wrong and what is allowed, or null when it is fine. */
export type Validator = (value: Value) => string | null;

interface AttributeCommon {
  /** Markdown. Unit, default and allowed values are added to it from the fields below. */
  readonly description: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  /** The provider may give it a value. Alone: read-only. With `optional`: only where the config has none. */
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  /** Given by config, never stored: always null in planned values and state. Read it from `config`. */
  readonly writeOnly?: boolean;
  readonly deprecated?: boolean;
  /** For the description: `bytes`, `ns`, `milli`. */
  readonly unit?: string;
  /** Planned wherever the config has no value. Makes the attribute optional and computed. */
  readonly default?: Value;
  /** Checked, and listed in the description. */
  readonly allowedValues?: readonly (string | number)[];
  /** A change of this attribute destroys and creates the resource anew. */
  readonly requiresReplace?: boolean;
  readonly validators?: readonly Validator[];
}

export interface ValueAttribute extends AttributeCommon {
  readonly type: CtyType;
  readonly nested?: never;
}

export type Nesting = 'single' | 'list' | 'set' | 'map';

/** An object, or a list, set or map of objects, whose members have settings of their own. */
export interface NestedAttribute extends AttributeCommon {
  readonly nested: Nesting;
  readonly attributes: AttributeDefinitions;
  readonly type?: never;
}

export type AttributeDefinition = ValueAttribute | NestedAttribute;
export type AttributeDefinitions = Readonly<Record<string, AttributeDefinition>>;

export interface BlockDefinition {
  readonly nesting: 'single' | 'list' | 'set' | 'map';
  readonly description: string;
  readonly attributes: AttributeDefinitions;
  readonly blocks?: Readonly<Record<string, BlockDefinition>>;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface SchemaDefinition {
  /** Grows when stored state must be upgraded; 0 when left out. */
  readonly version?: number;
  /** Markdown. */
  readonly description: string;
  readonly deprecated?: boolean;
  readonly attributes: AttributeDefinitions;
  readonly blocks?: Readonly<Record<string, BlockDefinition>>;
  /** Adds a standard `timeouts` block with these operations; the value is the default, as `30s`, `5m`, `1h30m`. */
  readonly timeouts?: Readonly<Partial<Record<TimeoutOperation, string>>>;
}

export type TimeoutOperation = 'create' | 'read' | 'update' | 'delete';

/** JSON kept by Terraform beside the state, invisible to users. */
export type PrivateState = { readonly [name: string]: unknown };

/** What every call that may take long is given. */
export interface CallContext {
  readonly diagnostics: Diagnostics;
  /** Aborted when Terraform asks the provider to stop, and when the deadline passes. */
  readonly signal: AbortSignal;
  /** Milliseconds this call may take (from the `timeouts` block, its default, or 20 minutes). */
  readonly deadline_ms: number;
}

export interface ValidateContext {
  /** May hold UNKNOWN anywhere. */
  readonly config: ObjectValue;
  readonly diagnostics: Diagnostics;
}

export interface PlanContext<Client> extends CallContext {
  readonly client: Client;
  /** Null on create. */
  readonly prior: ObjectValue | null;
  readonly config: ObjectValue;
  /**
   * The proposal: config, defaults, prior computed values (update) or UNKNOWN (create). Change its computed members in
   * place: set what is known already, set UNKNOWN what will change.
   */
  readonly planned: ObjectValue;
  /** Whether this attribute differs between prior and planned (on create: whether it is not null). */
  changed(attribute: string): boolean;
  readonly private: PrivateState;
  /** Replaces what is handed to apply as `private`. Not called: it stays as it is. */
  setPrivate(value: PrivateState): void;
  /** Says that a change of the value at this path cannot be made in place. Ignored where nothing differs. */
  requireReplace(path: Path): void;
}

export interface CreateContext<Client> extends CallContext {
  readonly client: Client;
  readonly planned: ObjectValue;
  readonly config: ObjectValue;
  /** What `plan` set; empty when it set nothing. */
  readonly private: PrivateState;
}

export interface ReadContext<Client> extends CallContext {
  readonly client: Client;
  readonly state: ObjectValue;
  readonly private: PrivateState;
}

export interface UpdateContext<Client> extends CreateContext<Client> {
  readonly prior: ObjectValue;
}

export interface DeleteContext<Client> extends CallContext {
  readonly client: Client;
  readonly prior: ObjectValue;
  readonly private: PrivateState;
}

export interface ImportContext<Client> extends CallContext {
  readonly client: Client;
  readonly id: string;
}

/** A resource as it now is. `private` left out: unchanged. */
export interface ResourceResult {
  readonly state: ObjectValue;
  readonly private?: PrivateState;
}

export interface ResourceDefinition<Client> {
  /** Full name: `rah_allocation`. */
  readonly typeName: string;
  readonly schema: SchemaDefinition;
  /** Run `plan` even when nothing differs: for resources that answer to changes of the outside world. */
  readonly planAlways?: boolean;
  /** Rules over several attributes. Runs without a client. */
  validate?(context: ValidateContext): MaybePromise<void>;
  /**
   * Refines the plan of a create or an update that changes something. Runs again at apply: what it makes known must
   * depend on config, prior and the outside world only.
   */
  plan?(context: PlanContext<Client>): MaybePromise<void>;
  /** Null with an error: nothing was made. A state with an error: it exists but is broken (tainted). */
  create(context: CreateContext<Client>): MaybePromise<ResourceResult | null>;
  /** A null state: it is gone. */
  read(context: ReadContext<Client>): MaybePromise<{ state: ObjectValue | null; private?: PrivateState }>;
  /** Null with an error: nothing changed. Left out: every change of config replaces the resource. */
  update?(context: UpdateContext<Client>): MaybePromise<ResourceResult | null>;
  delete(context: DeleteContext<Client>): MaybePromise<void>;
  /** Told of every delete that is planned, but for the first half of a replacement. There is nothing to answer. */
  planDelete?(context: { readonly client: Client; readonly prior: ObjectValue }): MaybePromise<void>;
  /** Null with an error. Members left out of the state become null; Terraform reads the resource next. */
  importState?(context: ImportContext<Client>): MaybePromise<ResourceResult | null>;
  /** Turns state of an older schema version into the current one. `raw` is plain JSON, big numbers kept. */
  upgrade?(version: number, raw: ObjectValue): MaybePromise<ObjectValue>;
}

export interface DataSourceDefinition<Client> {
  readonly typeName: string;
  readonly schema: SchemaDefinition;
  validate?(context: ValidateContext): MaybePromise<void>;
  /** Members left out of the answer take their value from config, or null. */
  read(
    context: CallContext & { readonly client: Client; readonly config: ObjectValue },
  ): MaybePromise<ObjectValue | null>;
}

export interface FunctionParameter {
  readonly name: string;
  readonly type: CtyType;
  readonly description: string;
  readonly allowNull?: boolean;
  /** Without it Terraform does not call the function while the argument is unknown. */
  readonly allowUnknown?: boolean;
}

export interface FunctionDefinition {
  /** As in `provider::rah::NAME`. */
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly deprecated?: string;
  readonly parameters: readonly FunctionParameter[];
  readonly variadic?: FunctionParameter;
  readonly returnType: CtyType;
  /** Variadic arguments follow the others. Wrong arguments: throw FunctionArgumentError. */
  call(args: readonly Value[]): MaybePromise<Value>;
}

/** Thrown by a function to point at the argument that is wrong (null: none alone); the message is for people. */
export class FunctionArgumentError extends Error {
  readonly argument: number | null;

  constructor(argument: number | null, message: string) {
    super(message);
    this.name = 'FunctionArgumentError';
    this.argument = argument;
  }
}

export interface ConfigureContext {
  /** May hold UNKNOWN where the provider is configured from other resources. */
  readonly config: ObjectValue;
  readonly terraformVersion: string;
  readonly diagnostics: Diagnostics;
  readonly signal: AbortSignal;
  readonly traffic: Traffic;
}

/** How the end of a client came about. */
export interface Ending {
  /** Terraform said that it is done, and had every answer by then. Otherwise it was killed, or nobody knows. */
  readonly orderly: boolean;
}

export interface ProviderDefinition<Client> {
  /** Short name: `rah`. */
  readonly typeName: string;
  readonly schema: SchemaDefinition;
  validate?(context: ValidateContext): MaybePromise<void>;
  /** Null with an error diagnostic. */
  configure(context: ConfigureContext): MaybePromise<Client | null>;
  /** Called once before the process ends. */
  close?(client: Client, ending: Ending): MaybePromise<void>;
  readonly resources: readonly ResourceDefinition<Client>[];
  readonly dataSources: readonly DataSourceDefinition<Client>[];
  readonly functions: readonly FunctionDefinition[];
}
