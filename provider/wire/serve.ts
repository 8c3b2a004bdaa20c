/** The entry of a provider process: handshake first, everything else while Terraform is still connecting. */
import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { Ending, ProviderDefinition } from '../framework/definition.ts';
import { createCertificate } from './certificate.ts';
import { type Environment, handshakeLine, type Invitation, readInvitation, reattachJson } from './handshake.ts';
import { Logger, logLevel } from './hclog.ts';
import { type Listening, listen } from './listen.ts';
import type { Plugin } from './plugin.ts';

export interface ServeOptions {
  /** Short name: `rah`. */
  readonly name: string;
  /** For --debug: `HOST/NAMESPACE/NAME`. */
  readonly address: string;
  readonly argv?: readonly string[];
  readonly environment?: Environment;
}

/** Terraform gives a provider two seconds between Shutdown and kill. */
const CLOSE_LIMIT_MS = 1500;
const PARENT_CHECK_MS = 1000;
/** A client that lost its connection may come back; one whose process is gone will not. */
const RECONNECT_MS = 1000;

/**
 * Serves a provider until Terraform is done with it, then ends the process.
 * @param load gives the definition; called after the handshake, so a dynamic import in it costs no start-up time
 */
export async function serve<Client>(
  load: () => ProviderDefinition<Client> | Promise<ProviderDefinition<Client>>,
  options: ServeOptions,
): Promise<void> {
  const environment = options.environment ?? process.env;
  const isDebug = (options.argv ?? process.argv.slice(2)).includes('--debug');
  const invitation = readInvitation(environment, options.name);
  if ('refusal' in invitation && !isDebug) {
    process.stderr.write(`${invitation.refusal}\n`);
    process.exitCode = 1;
    return;
  }
  const logger = new Logger(options.name, logLevel(environment, options.name), {
    write: (line) => process.stderr.write(line),
    now_ms: Date.now,
  });

  const ready = Promise.withResolvers<Plugin>();
  const listening = await listen({
    directory: environment.PLUGIN_UNIX_SOCKET_DIR || tmpdir(),
    fileName: `${options.name}-${process.pid}-${randomBytes(6).toString('hex')}.sock`,
    platform: process.platform,
    minPort: 'refusal' in invitation ? 0 : invitation.minPort,
    maxPort: 'refusal' in invitation ? 0 : invitation.maxPort,
    onSocket: (socket: Socket) => {
      socket.on('error', (error) => logger.log('debug', `socket: ${error.message}`));
      void ready.promise.then((plugin) => plugin.accept(socket));
    },
  });
  const leave = keepManners(listening, logger, isDebug);
  const tls = announce(listening, invitation, options, isDebug);

  const { createPlugin } = await import('./plugin.ts');
  const plugin: Plugin = await createPlugin(await load(), {
    tls,
    isDebug,
    log: (level, message, fields) => logger.log(level, message, fields),
    after: (delay_ms, callback) => {
      const timer = setTimeout(callback, delay_ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
    onShutdown: () => leave(plugin, 0, { orderly: true }),
    onDisconnect: () => {
      // Terraform was killed, or let go without a Shutdown.
      const delay_ms = process.ppid === leave.parent ? RECONNECT_MS : 0;
      setTimeout(() => {
        if (plugin.connections() === 0) leave(plugin, 0);
      }, delay_ms);
    },
  });
  leave.plugin = plugin;
  ready.resolve(plugin);
}

type Leave = ((plugin: Plugin | null, code: number, ending?: Ending) => void) & {
  readonly parent: number;
  plugin: Plugin | null;
};

/** Signals, the socket file, and the parent's death. */
function keepManners({ address, server }: Listening, logger: Logger, isDebug: boolean): Leave {
  let isLeaving = false;
  const leave: Leave = Object.assign(
    (plugin: Plugin | null, code: number, ending: Ending = { orderly: false }): void => {
      if (isLeaving) return;
      isLeaving = true;
      server.close();
      setTimeout(() => process.exit(code), CLOSE_LIMIT_MS);
      void Promise.resolve(plugin?.close(ending)).finally(() => process.exit(code));
    },
    { parent: process.ppid, plugin: null as Plugin | null },
  );
  process.on('exit', () => {
    if (address.network !== 'unix') return;
    try {
      unlinkSync(address.address);
    } catch {
      // Already gone, which is all we want.
    }
  });
  // Ctrl-C reaches the whole process group; Terraform lets what is in flight finish and then says Shutdown.
  process.on('SIGINT', () => {
    if (isDebug) leave(leave.plugin, 0);
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(leave.plugin, 0));
  process.on('unhandledRejection', (reason) => {
    // One forgotten promise must not end the applies of other resources.
    const stack = reason instanceof Error ? (reason.stack ?? '') : '';
    logger.log('error', `unhandled rejection: ${String(reason)}`, { stack });
  });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (!isDebug) {
    setInterval(() => {
      if (process.ppid !== leave.parent) leave(leave.plugin, 0);
    }, PARENT_CHECK_MS).unref();
  }
  return leave;
}

/** Prints the line that Terraform (or the person debugging) waits for; answers the TLS settings that it promises. */
function announce(
  { address }: Listening,
  invitation: Invitation | { readonly refusal: string },
  options: ServeOptions,
  isDebug: boolean,
): { key: string; cert: string; ca: string } | null {
  if (isDebug) {
    // Terraform connects to a provider that it did not start without TLS: there is no way to hand over certificates.
    const json = reattachJson(options.address, process.pid, address);
    process.stdout.write(`Provider started. In another terminal:\n\n\tTF_REATTACH_PROVIDERS='${json}'\n\n`);
    return null;
  }
  const ca = 'refusal' in invitation ? null : invitation.clientCertificate;
  if (ca === null) {
    process.stdout.write(`${handshakeLine(address, null)}\n`);
    return null;
  }
  // A serial number must be positive and short: 15 random bytes behind a fixed first one.
  const certificate = createCertificate(Date.now(), randomBytes(15));
  process.stdout.write(`${handshakeLine(address, certificate.certificateDer)}\n`);
  return { key: certificate.keyPem, cert: certificate.certificatePem, ca };
}
