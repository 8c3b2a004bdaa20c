/** All gRPC services of a provider process, and who is connected. */
import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Ending, ProviderDefinition } from '../framework/definition.ts';
import { type Host, ProviderSession } from '../framework/session.ts';
import { createGrpcServer, type GrpcServerOptions, type UnaryHandler } from './grpc-server.ts';
import { providerService } from './provider-service.ts';

export interface Plugin {
  /** Serves a connected, paused socket. */
  accept(socket: Socket): void;
  connections(): number;
  /** Lets go of every client. */
  close(ending: Ending): Promise<void>;
}

export interface PluginOptions extends Host {
  readonly tls: GrpcServerOptions['tls'];
  /** Each connection is a terraform command of its own, and none of them ends the process. */
  readonly isDebug: boolean;
  readonly onShutdown: () => void;
  /** The last connection closed. */
  readonly onDisconnect: () => void;
}

interface Tenant {
  readonly session: Pick<ProviderSession<unknown>, 'stop' | 'close' | 'traffic'>;
  readonly service: Readonly<Record<string, UnaryHandler>>;
}

const PROVIDER = '/tfplugin6.Provider/';

export async function createPlugin<Client>(
  provider: ProviderDefinition<Client>,
  options: PluginOptions,
): Promise<Plugin> {
  const tenants = new Map<Http2Session | null, Tenant>();
  const connected = new Set<Http2Session>();
  /** Connections that said Shutdown; only asked for when debugging. */
  const dismissed = new Set<Http2Session>();

  /** Normally one for the process, whatever connects; when debugging one per connection. */
  function tenantOf(connection: Http2Session | undefined): Tenant {
    const key = options.isDebug ? (connection ?? null) : null;
    let tenant = tenants.get(key);
    if (tenant === undefined) {
      const session = new ProviderSession(provider, options);
      tenant = { session, service: providerService(session) };
      tenants.set(key, tenant);
    }
    return tenant;
  }

  const accept = await createGrpcServer({
    tls: options.tls,
    route: (path, connection) => {
      if (path.startsWith(PROVIDER)) {
        const { service } = tenantOf(connection);
        const name = path.slice(PROVIDER.length);
        return Object.hasOwn(service, name) ? service[name] : undefined;
      }
      if (path === '/plugin.GRPCController/Shutdown') {
        return () => {
          // After the answer is on its way: a client that never hears it waits two seconds.
          if (!options.isDebug) setImmediate(() => setImmediate(options.onShutdown));
          else if (connection !== undefined) dismissed.add(connection);
          return new Uint8Array(0);
        };
      }
      // An open stream keeps the client's connection from going idle, which gRPC for Go closes after 30 minutes
      // without calls: another provider's long apply would cost us ours.
      return path === '/plugin.GRPCStdio/StreamStdio' ? 'hold' : undefined;
    },
    onSession: (connection) => {
      connected.add(connection);
      connection.on('close', () => {
        connected.delete(connection);
        if (options.isDebug) {
          const tenant = tenants.get(connection);
          if (tenant !== undefined) void closeTenant(tenant, { orderly: dismissed.delete(connection) });
          tenants.delete(connection);
        } else if (connected.size === 0) options.onDisconnect();
      });
    },
    onError: (what, error) => {
      const isError = error instanceof Error;
      options.log('debug', `${what}: ${isError ? error.message : String(error)}`, {
        stack: isError ? (error.stack ?? '') : '',
      });
    },
  });

  return {
    accept,
    connections: () => connected.size,
    close: async (ending) => {
      // Without Terraform nobody waits for what is in flight: let it end in order, not in the middle.
      for (const { session } of tenants.values()) session.stop();
      await Promise.allSettled([...tenants.values()].map((tenant) => closeTenant(tenant, ending)));
    },
  };
}

/** A Terraform that leaves (interrupted twice) before it has had its answers has not had them, whatever it says. */
function closeTenant({ session }: Tenant, { orderly }: Ending): Promise<void> {
  return session.close({ orderly: orderly && session.traffic.running === 0 });
}
