/**
 * gRPC unary calls over node:http2: what Terraform needs of gRPC and nothing more. @grpc/grpc-js would cost about
 * 40 ms per process, and every terraform command starts several.
 */
import type { Http2Server, Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

export const Status = {
  OK: 0,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
} as const;

/** Answered to the client with its code and message; any other exception is INTERNAL. */
export class GrpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'GrpcError';
    this.code = code;
  }
}

export type UnaryHandler = (request: Uint8Array) => Promise<Uint8Array> | Uint8Array;

/**
 * Finds who answers a path such as `/tfplugin6.Provider/PlanResourceChange`.
 * `hold`: a server stream that stays open and silent until the client leaves.
 */
export type Router = (path: string, session: Http2Session | undefined) => UnaryHandler | 'hold' | undefined;

export interface GrpcServerOptions {
  /** Null: plain HTTP/2 (h2c). */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string } | null;
  readonly route: Router;
  readonly onSession?: (session: Http2Session) => void;
  /** Told about exceptions of handlers and broken connections. */
  readonly onError: (what: string, error: unknown) => void;
  readonly maxMessageBytes?: number;
}

const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
/** Large windows, so that a state of 50 MB does not wait for an acknowledgement every 64 KiB. */
const WINDOW_BYTES = 64 * 1024 * 1024;
const FRAME_HEAD_BYTES = 5;

/** Answers a function that takes a connected socket (paused, as from `pauseOnConnect`) and serves it. */
export async function createGrpcServer(options: GrpcServerOptions): Promise<(socket: Socket) => void> {
  // Loaded here and not above, so that the handshake line is out before http2 is read in.
  const http2 = await import('node:http2');
  const shared = {
    settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: 1024 },
    // In megabytes. The default of 10 refuses new calls while a large answer is being sent.
    maxSessionMemory: 2048,
  };
  const server =
    options.tls === null
      ? http2.createServer(shared)
      : (http2.createSecureServer({
          ...shared,
          ...options.tls,
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.2',
        }) as unknown as Http2Server);
  server.on('session', (session) => {
    session.setLocalWindowSize(WINDOW_BYTES);
    session.on('error', (error) => options.onError('connection', error));
    options.onSession?.(session);
  });
  server.on('tlsClientError', (error: unknown) => options.onError('TLS handshake', error));
  server.on('sessionError', (error) => options.onError('connection', error));
  server.on('stream', (stream, headers) => {
    stream.on('error', (error) => options.onError('stream', error));
    handleStream(stream, headers, options);
  });
  return (socket) => {
    server.emit('connection', socket);
    // TLS starts to read by itself; a plain session only listens, and a paused socket says nothing.
    if (options.tls === null) socket.resume();
  };
}

function handleStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: GrpcServerOptions): void {
  const path = headers[':path'] ?? '';
  if (headers[':method'] !== 'POST' || !(headers['content-type'] ?? '').startsWith('application/grpc')) {
    stream.resume();
    stream.respond({ ':status': 415 }, { endStream: true });
    return;
  }
  const handler = options.route(path, stream.session);
  if (handler === undefined) {
    stream.resume();
    fail(stream, new GrpcError(Status.UNIMPLEMENTED, `unknown method ${path}`));
    return;
  }
  if (handler === 'hold') {
    stream.resume();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    return;
  }
  const message = new MessageReader(options.maxMessageBytes ?? MAX_MESSAGE_BYTES);
  let isRefused = false;
  stream.on('data', (chunk: Buffer) => {
    if (isRefused) return;
    try {
      message.push(chunk);
    } catch (error) {
      isRefused = true;
      fail(stream, error);
    }
  });
  stream.on('end', async () => {
    if (isRefused) return;
    try {
      succeed(stream, await handler(message.finish()));
    } catch (error) {
      if (!(error instanceof GrpcError)) options.onError(path, error);
      fail(stream, error);
    }
  });
}

/** Puts the one length-prefixed message of a unary call together from chunks of any size. */
export class MessageReader {
  readonly #limit: number;
  readonly #head = new Uint8Array(FRAME_HEAD_BYTES);
  #headBytes = 0;
  #body: Uint8Array | null = null;
  #bodyBytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.#body === null && at < chunk.length) {
      this.#head[this.#headBytes] = chunk[at] ?? 0;
      this.#headBytes += 1;
      at += 1;
      if (this.#headBytes === FRAME_HEAD_BYTES) this.#startBody();
    }
    if (at === chunk.length) return;
    const rest = chunk.subarray(at);
    if (this.#body === null || this.#bodyBytes + rest.length > this.#body.length) {
      throw new GrpcError(Status.INTERNAL, 'more than one message in a unary call');
    }
    this.#body.set(rest, this.#bodyBytes);
    this.#bodyBytes += rest.length;
  }

  finish(): Uint8Array {
    if (this.#body === null || this.#bodyBytes !== this.#body.length) {
      throw new GrpcError(Status.INTERNAL, 'the message of a unary call is incomplete');
    }
    return this.#body;
  }

  #startBody(): void {
    const length = new DataView(this.#head.buffer).getUint32(1);
    if (this.#head[0] !== 0) throw new GrpcError(Status.UNIMPLEMENTED, 'compressed messages are not supported');
    if (length > this.#limit) {
      throw new GrpcError(Status.RESOURCE_EXHAUSTED, `message of ${length} bytes; the limit is ${this.#limit}`);
    }
    this.#body = new Uint8Array(length);
  }
}

function succeed(stream: ServerHttp2Stream, body: Uint8Array): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(Status.OK) }));
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32BE(body.length, 1);
  stream.write(head);
  stream.end(body);
}

function fail(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed || stream.headersSent) return;
  const isExpected = error instanceof GrpcError;
  const trailers = {
    ':status': 200,
    'content-type': 'application/grpc',
    'grpc-status': String(isExpected ? error.code : Status.INTERNAL),
    'grpc-message': encodeMessage(isExpected ? error.message : 'internal error in the provider; see its debug log'),
  };
  stream.respond(trailers, { endStream: true });
}

/** Percent-encoding of everything but printable ASCII, as the gRPC specification says. */
function encodeMessage(message: string): string {
  return [...new TextEncoder().encode(message)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}
