import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGrpcServer, GrpcError, MessageReader } from './grpc-server.ts';

const LIMIT = 64 * 1024 * 1024;
let listener: Server;
let client: ClientHttp2Session;
const errors: string[] = [];

beforeAll(async () => {
  const accept = await createGrpcServer({
    tls: null,
    maxMessageBytes: LIMIT,
    onError: (what) => errors.push(what),
    route: (path) => {
      if (path === '/t.T/Echo') return (bytes) => bytes;
      if (path === '/t.T/Bug') return () => Promise.reject(new Error('secret'));
      if (path === '/t.T/Refuse') {
        return () => {
          throw new GrpcError(3, 'größer: 100 %\n');
        };
      }
      return path === '/t.T/Hold' ? 'hold' : undefined;
    },
  });
  listener = createServer({ pauseOnConnect: true }, accept);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  client = connect(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 16 * 1024 * 1024 } });
});
afterAll(() => {
  client.destroy();
  listener.close();
});

function frame(body: Uint8Array, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

interface Answer {
  readonly status: number;
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function call(
  path: string,
  chunks: readonly Uint8Array[],
  headers: Record<string, string> = {},
): Promise<Answer> {
  const stream = client.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  let status = 0;
  let trailers: IncomingHttpHeaders = {};
  const body: Buffer[] = [];
  stream.on('response', (received) => {
    status = Number(received[':status']);
    if (received['grpc-status'] !== undefined) trailers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (chunk: Buffer) => body.push(chunk));
  for (const chunk of chunks) {
    stream.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stream.end();
  await once(stream, 'close');
  return { status, trailers, body: Buffer.concat(body) };
}

describe('unary calls', () => {
  test('answers with a frame and status 0 in the trailers', async () => {
    const answer = await call('/t.T/Echo', [frame(Buffer.from('hello'))]);
    expect(answer.body).toEqual(frame(Buffer.from('hello')));
    expect(answer.trailers['grpc-status']).toBe('0');
  });
  test('takes a message in single bytes', async () => {
    const whole = frame(Buffer.from('slow'));
    const answer = await call(
      '/t.T/Echo',
      Array.from(whole, (byte) => Buffer.from([byte])),
    );
    expect(answer.body).toEqual(whole);
  });
  test('takes an empty message', async () => {
    expect((await call('/t.T/Echo', [frame(Buffer.alloc(0))])).body).toEqual(frame(Buffer.alloc(0)));
  });
  test('carries 50 MB both ways', async () => {
    const big = Buffer.alloc(50_000_000, 7);
    const answer = await call('/t.T/Echo', [frame(big)]);
    expect(answer.body.length).toBe(big.length + 5);
    expect(answer.body.subarray(5).equals(big)).toBe(true);
  });
  test('many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => call('/t.T/Echo', [frame(Buffer.from([n]))])),
    );
    expect(answers.map((answer) => answer.body[5])).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });
});

describe('refusals', () => {
  const cases: [string, string, readonly Uint8Array[], string, RegExp][] = [
    ['unknown method', '/t.T/Nothing', [frame(Buffer.alloc(0))], '12', /unknown method \/t\.T\/Nothing/],
    ['compressed message', '/t.T/Echo', [frame(Buffer.from('x'), 1)], '12', /compressed/],
    ['too large', '/t.T/Echo', [Buffer.from([0, 0xff, 0xff, 0xff, 0xff])], '8', /4294967295 bytes/],
    ['two messages', '/t.T/Echo', [frame(Buffer.from('a')), frame(Buffer.from('b'))], '13', /more than one/],
    ['cut off', '/t.T/Echo', [frame(Buffer.from('abc')).subarray(0, 6)], '13', /incomplete/],
    ['nothing', '/t.T/Echo', [], '13', /incomplete/],
    ['expected error', '/t.T/Refuse', [frame(Buffer.alloc(0))], '3', /^gr%C3%B6%C3%9Fer: 100 %25%0A$/],
    ['bug: no detail leaks', '/t.T/Bug', [frame(Buffer.alloc(0))], '13', /^internal error in the provider/],
  ];
  for (const [name, path, chunks, status, message] of cases) {
    test(name, async () => {
      const answer = await call(path, chunks);
      expect(answer.status).toBe(200);
      expect(answer.trailers['grpc-status']).toBe(status);
      expect(String(answer.trailers['grpc-message'])).toMatch(message);
    });
  }
  test('other content types', async () => {
    expect((await call('/t.T/Echo', [], { 'content-type': 'application/json' })).status).toBe(415);
  });
  test('bugs are reported to the log', () => expect(errors).toEqual(['/t.T/Bug']));
});

test('a held stream stays open until the client leaves', async () => {
  const stream = client.request({ ':method': 'POST', ':path': '/t.T/Hold', 'content-type': 'application/grpc' });
  stream.end(frame(Buffer.alloc(0)));
  await once(stream, 'response');
  expect(stream.closed).toBe(false);
  stream.close();
  await once(stream, 'close');
});

test('the reader joins frames split anywhere', () => {
  const whole = frame(Buffer.from('abcdef'));
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const reader = new MessageReader(100);
    reader.push(whole.subarray(0, cut));
    reader.push(whole.subarray(cut));
    expect(Buffer.from(reader.finish()).toString()).toBe('abcdef');
  }
});
