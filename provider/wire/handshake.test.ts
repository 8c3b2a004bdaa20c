import { describe, expect, test } from 'vitest';
import { handshakeLine, MAGIC_COOKIE_VALUE, readInvitation, reattachJson } from './handshake.ts';
import { Logger, logLevel } from './hclog.ts';
import { listen } from './listen.ts';

const GOOD = { TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE_VALUE, PLUGIN_PROTOCOL_VERSIONS: '5,6', PLUGIN_CLIENT_CERT: 'PEM' };

describe('handshake', () => {
  test('tells people who ran it by hand what it is', () => {
    expect(readInvitation({}, 'rah')).toMatchObject({
      refusal: expect.stringMatching(/Terraform provider plugin.*rah/),
    });
  });
  test('refuses protocols other than 6', () => {
    expect(readInvitation({ ...GOOD, PLUGIN_PROTOCOL_VERSIONS: '5' }, 'rah')).toMatchObject({
      refusal: expect.stringContaining('offers: 5'),
    });
  });
  test('TLS unless switched off', () => {
    expect(readInvitation(GOOD, 'rah')).toEqual({ clientCertificate: 'PEM', minPort: 0, maxPort: 0 });
    expect(
      readInvitation({ ...GOOD, TF_DISABLE_PLUGIN_TLS: '1', PLUGIN_MIN_PORT: '10000', PLUGIN_MAX_PORT: 'x' }, 'rah'),
    ).toEqual({ clientCertificate: null, minPort: 10_000, maxPort: 0 });
  });
  test('the line has six fields and no padding', () => {
    const address = { network: 'unix', address: '/tmp/x' } as const;
    expect(handshakeLine(address, Buffer.from('a'))).toBe('1|6|unix|/tmp/x|grpc|YQ');
    expect(handshakeLine(address, null)).toBe('1|6|unix|/tmp/x|grpc|');
    expect(JSON.parse(reattachJson('a/b/c', 7, address))['a/b/c'].Addr).toEqual({ Network: 'unix', String: '/tmp/x' });
  });
});

describe('where it listens', () => {
  const options = { fileName: 'x', platform: 'linux', minPort: 0, maxPort: 0, onSocket: () => {} };
  test.each([
    ['a long directory', `/tmp/${'x'.repeat(120)}`, 'linux'],
    ['a missing directory', '/nowhere/at/all', 'linux'],
    ['windows', '/tmp', 'win32'],
  ])('%s: TCP on the loopback', async (_name, directory, platform) => {
    const { address, server } = await listen({ ...options, directory, platform });
    expect(address.network).toBe('tcp');
    expect(address.address).toMatch(/^127\.0\.0\.1:\d+$/);
    server.close();
  });
  test('a taken port: the next one, until the last', async () => {
    const first = await listen({ ...options, directory: '/nowhere', minPort: 21_700, maxPort: 21_799 });
    const port = Number(first.address.address.split(':')[1]);
    const second = await listen({ ...options, directory: '/nowhere', minPort: port, maxPort: 21_799 });
    expect(Number(second.address.address.split(':')[1])).toBeGreaterThan(port);
    await expect(listen({ ...options, directory: '/nowhere', minPort: port, maxPort: port })).rejects.toThrow(
      'EADDRINUSE',
    );
    first.server.close();
    second.server.close();
  });
});

describe('log', () => {
  test('has the form of hclog, with six fractional digits', () => {
    const lines: string[] = [];
    const logger = new Logger('rah', 'info', {
      write: (line) => lines.push(line),
      now_ms: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    });
    logger.log('debug', 'dropped');
    logger.log('warn', 'kept', { id: 1 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { id: 1, '@level': 'warn', '@message': 'kept', '@module': 'rah', '@timestamp': '2026-01-02T03:04:05.006000Z' },
    ]);
  });
  test.each([
    [{}, 'warn'],
    [{ TF_LOG: 'DEBUG' }, 'debug'],
    [{ TF_LOG: 'JSON' }, 'trace'],
    [{ TF_LOG: 'DEBUG', TF_LOG_PROVIDER: 'off' }, 'off'],
    [{ TF_LOG_PROVIDER: 'error', TF_LOG_PROVIDER_RAH: 'info' }, 'info'],
  ])('level of %j is %s', (environment, level) => expect(logLevel(environment, 'rah')).toBe(level));
});
