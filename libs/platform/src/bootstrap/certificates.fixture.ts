import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** X.509 by hand: Node reads certificates but makes none, and neither openssl nor keytool is on every machine, or quick. */

const DAY = 86_400_000;

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...sizeOf(content)]), content]);
};

/** In as few bytes as will do, or Java finds that the signature does not match. */
const sizeOf = ({ length }: Buffer): number[] => {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes);
const time = (date: Date): Buffer => der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
const named = (name: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));

const TRUE = der(0x01, Buffer.from([0xff]));
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
/** basicConstraints: may sign others. */
const AUTHORITY = sequence(oid('551d13'), TRUE, der(0x04, sequence(TRUE)));
/** subjectAltName: 127.0.0.1. */
const LOOPBACK = sequence(oid('551d11'), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));

interface Signer {
  readonly name: string;
  readonly key: KeyObject;
}

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

const certify = (name: string, publicKey: KeyObject, by: Signer, extension: Buffer): string => {
  const now = Date.now();
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    named(by.name),
    sequence(time(new Date(now - DAY)), time(new Date(now + DAY))),
    named(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const whole = sequence(content, ECDSA_WITH_SHA256, bits(sign('sha256', content, by.key)));
  const lines = whole.toString('base64').match(/.{1,64}/g)!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

/** An authority that nobody knows yet, good for a day, and what it signs: for 127.0.0.1, by common name. */
export class Authority {
  readonly cert: string;
  readonly #signer: Signer;

  constructor(name: string) {
    const { publicKey, privateKey } = newKeys();
    this.#signer = { name, key: privateKey };
    this.cert = certify(name, publicKey, this.#signer, AUTHORITY);
  }

  sign(name: string): Certificate {
    const { publicKey, privateKey } = newKeys();
    return {
      cert: certify(name, publicKey, this.#signer, LOOPBACK),
      key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    };
  }
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
