/** What the RPC handlers share: the definitions by name, the client, the signal, and the host they run on. */
import type {
  DataSourceDefinition,
  Ending,
  FunctionDefinition,
  ProviderDefinition,
  ResourceDefinition,
} from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { Traffic } from './traffic.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What the framework needs of the process; given by the wire, or by a test. */
export interface Host {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Calls back after that time unless cancelled by the function that it answers. */
  after(delay_ms: number, callback: () => void): () => void;
}

/** One configured provider: the whole process normally, one connection when debugging. */
export class ProviderSession<Client> {
  readonly provider: ProviderDefinition<Client>;
  readonly host: Host;
  readonly traffic: Traffic;
  readonly #resources = new Map<string, ResourceDefinition<Client>>();
  readonly #dataSources = new Map<string, DataSourceDefinition<Client>>();
  readonly #functions = new Map<string, FunctionDefinition>();
  readonly #stop = new AbortController();
  #client: Client | null = null;

  constructor(provider: ProviderDefinition<Client>, host: Host) {
    this.provider = provider;
    this.host = host;
    this.traffic = new Traffic(host);
    for (const resource of provider.resources) this.#resources.set(resource.typeName, resource);
    for (const source of provider.dataSources) this.#dataSources.set(source.typeName, source);
    for (const definition of provider.functions) this.#functions.set(definition.name, definition);
  }

  resource(typeName: string): ResourceDefinition<Client> {
    return this.#resources.get(typeName) ?? unknownName('resource type', typeName);
  }

  dataSource(typeName: string): DataSourceDefinition<Client> {
    return this.#dataSources.get(typeName) ?? unknownName('data source', typeName);
  }

  function(name: string): FunctionDefinition {
    return this.#functions.get(name) ?? unknownName('function', name);
  }

  /** Aborted by StopProvider. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort(new Error('Terraform asked the provider to stop'));
  }

  setClient(client: Client | null): void {
    this.#client = client;
  }

  /** The client, or null when there is none. */
  get client(): Client | null {
    return this.#client;
  }

  /** The client, or null after telling the user that there is none. */
  requireClient(diagnostics: Diagnostics): Client | null {
    if (this.#client === null) {
      diagnostics.error(
        null,
        'Provider not configured',
        `The provider "${this.provider.typeName}" has no working configuration yet. Correct the errors of its provider block first.`,
      );
    }
    return this.#client;
  }

  /** Lets go of the client. */
  async close(ending: Ending): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client !== null) await this.provider.close?.(client, ending);
  }

  /** Runs a call under a signal that aborts at its deadline and when Terraform asks to stop. */
  async withDeadline<T>(deadline_ms: number, call: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const cancel = this.host.after(deadline_ms, () => {
      deadline.abort(new Error(`the time limit of ${deadline_ms / 1000} s passed`));
    });
    try {
      return await call(AbortSignal.any([this.stopSignal, deadline.signal]));
    } finally {
      cancel();
    }
  }
}

function unknownName(what: string, name: string): never {
  throw new TypeError(`this provider has no ${what} named ${JSON.stringify(name)}`);
}
