/** Where Terraform finds the provider: a unix socket, or a loopback port where that cannot be. */
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Address } from './handshake.ts';

/** sockaddr_un holds 107 bytes on Linux and 103 on macOS; a longer path fails with EINVAL. */
const MAX_UNIX_PATH_BYTES = 100;

export interface Listening {
  readonly address: Address;
  readonly server: Server;
}

export interface ListenOptions {
  readonly directory: string;
  readonly fileName: string;
  readonly platform: string;
  /** For TCP; 0: any port. */
  readonly minPort: number;
  readonly maxPort: number;
  readonly onSocket: (socket: Socket) => void;
}

export async function listen(options: ListenOptions): Promise<Listening> {
  const path = join(options.directory, options.fileName);
  // Paused, because sockets may come before anyone is ready to read them.
  const server = createServer({ pauseOnConnect: true, noDelay: true }, options.onSocket);
  if (options.platform !== 'win32' && Buffer.byteLength(path) <= MAX_UNIX_PATH_BYTES) {
    try {
      await start(server, { path });
      return { address: { network: 'unix', address: path }, server };
    } catch {
      // A file system without sockets, or a directory that cannot be written: TCP works everywhere.
    }
  }
  return { address: { network: 'tcp', address: await listenTcp(server, options) }, server };
}

async function listenTcp(server: Server, { minPort, maxPort }: ListenOptions): Promise<string> {
  const host = '127.0.0.1';
  for (let port = minPort; ; port += 1) {
    try {
      await start(server, { host, port });
      const bound = server.address();
      return `${host}:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
    } catch (error) {
      const isTaken =
        error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (!isTaken || port === 0 || port >= maxPort) throw error;
    }
  }
}

function start(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
