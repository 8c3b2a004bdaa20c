import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { createCertificate } from './certificate.ts';

const NOW_MS = Date.UTC(2026, 10, 22);

test('is a certificate that node parses: own key, own signature, localhost, dates', () => {
  const made = createCertificate(NOW_MS, Buffer.alloc(15, 0xff));
  const parsed = new X509Certificate(made.certificateDer);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(made.keyPem))).toBe(true);
  expect(parsed.subjectAltName).toBe('DNS:localhost');
  expect(parsed.checkHost('localhost')).toBe('localhost');
  expect(parsed.serialNumber).toBe(`01${'FF'.repeat(15)}`);
  expect(parsed.validFromDate.getTime()).toBeLessThan(NOW_MS);
  expect(parsed.validToDate.getTime()).toBeGreaterThan(NOW_MS);
  expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(new X509Certificate(made.certificatePem).fingerprint256).toBe(parsed.fingerprint256);
});

test('dates from 2050 on are written in the long form', () => {
  const parsed = new X509Certificate(createCertificate(Date.UTC(2045, 0, 1), Buffer.alloc(15, 1)).certificateDer);
  expect(parsed.validToDate.getUTCFullYear()).toBe(2054);
});

test('the PEM has no blank line, whatever the length of the body', () => {
  for (let length = 1; length < 60; length += 1) {
    expect(createCertificate(NOW_MS, Buffer.alloc(length, 1)).certificatePem).not.toMatch(/\n\n/);
  }
});

test('serves TLS to a client with a P-521 certificate, and to no other', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rah-certificate-'));
  try {
    const make = (name: string): { key: string; cert: string } => {
      const key = join(directory, `${name}.key`);
      const cert = join(directory, `${name}.crt`);
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp521r1', '-nodes'];
      execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], {
        stdio: 'ignore',
      });
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    };
    const terraform = make('terraform');
    const made = createCertificate(Date.now(), Buffer.alloc(15, 1));
    const server = createServer({
      key: made.keyPem,
      cert: made.certificatePem,
      ca: terraform.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    server.on('secureConnection', (socket) => socket.end('welcome'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const talk = (client: { key: string; cert: string }): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect({
          port,
          host: '127.0.0.1',
          servername: 'localhost',
          ca: made.certificatePem,
          ...client,
        });
        let heard = '';
        socket.on('data', (chunk) => {
          heard += String(chunk);
        });
        socket.on('end', () => resolve(heard));
        socket.on('error', reject);
      });
    await expect(talk(terraform)).resolves.toBe('welcome');
    // TLS 1.3 tells the client only after its handshake: whether it sees an error or an end is a race.
    expect(await talk(make('stranger')).catch(() => '')).toBe('');
    server.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
