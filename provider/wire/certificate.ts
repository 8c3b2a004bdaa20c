/**
 * The self-signed certificate of one provider process, as DER written by hand: an X.509 library would cost more
 * start-up time than the rest of the handshake together.
 */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly certificateDer: Buffer;
}

const ECDSA_WITH_SHA256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x06, 0x03, 0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME = [0x06, 0x03, 0x55, 0x1d, 0x11];
const KEY_USAGE = [0x06, 0x03, 0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE = [0x06, 0x03, 0x55, 0x1d, 0x25];
const SERVER_AUTH = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];

const SEQUENCE = 0x30;
const SET = 0x31;
const DAY_MS = 86_400_000;
/** Outlives any terraform run; the key lives only in this process. */
const VALID_DAYS = 3650;

/** A P-256 key and a certificate for `localhost`, which is the name that Terraform checks. */
export function createCertificate(now_ms: number, serial: Uint8Array): Certificate {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from('localhost')))));
  const extensions = der(
    SEQUENCE,
    // digitalSignature; critical
    der(SEQUENCE, KEY_USAGE, [0x01, 0x01, 0xff], der(0x04, [0x03, 0x02, 0x07, 0x80])),
    der(SEQUENCE, EXTENDED_KEY_USAGE, der(0x04, der(SEQUENCE, SERVER_AUTH))),
    der(SEQUENCE, SUBJECT_ALT_NAME, der(0x04, der(SEQUENCE, der(0x82, Buffer.from('localhost'))))),
  );
  const body = der(
    SEQUENCE,
    der(0xa0, [0x02, 0x01, 0x02]),
    // A serial number is positive and has no leading zero byte.
    der(0x02, [0x01], serial),
    algorithm,
    name,
    der(SEQUENCE, time(now_ms - DAY_MS), time(now_ms + VALID_DAYS * DAY_MS)),
    name,
    pair.publicKey,
    der(0xa3, extensions),
  );
  const signature = sign('sha256', body, createPrivateKey(pair.privateKey));
  const certificateDer = der(SEQUENCE, body, algorithm, der(0x03, [0x00], signature));
  return { keyPem: pair.privateKey, certificatePem: toPem(certificateDer), certificateDer };
}

/** One DER element: tag, length, contents. */
function der(tag: number, ...contents: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(contents.map((part) => (part instanceof Uint8Array ? part : Buffer.from(part))));
  const { length } = body;
  let head: number[];
  if (length < 0x80) head = [tag, length];
  else if (length <= 0xff) head = [tag, 0x81, length];
  else head = [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on, as RFC 5280 demands. */
function time(at_ms: number): Buffer {
  const digits = new Date(at_ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return digits < '2050' ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
