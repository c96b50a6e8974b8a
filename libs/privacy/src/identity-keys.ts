import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { cleanLine } from './clean-text.js';
import { normaliseEmail } from './normalise-email.js';
import { normalisePhone } from './normalise-phone.js';

const SHORTEST_SECRET = 16;
/** 128 bits as base64url: among 10^12 keys, two fall together by chance once in 10^14. */
const KEY_LENGTH = 22;

/** What names a customer. E-mail and phone in their one form: see {@link normaliseEmail} and {@link normalisePhone}. */
export interface Identifiers {
  readonly externalIds?: readonly { readonly source: string; readonly id: string }[];
  readonly email?: string;
  readonly phone?: string;
}

/**
 * Identity keys: identifiers as keyed hashes (HMAC-SHA-256 cut to 128 bits). The same person gives the same key, and
 * without the secret no one can go through all phone numbers to read one back. The prefix says what was hashed.
 */
export class IdentityKeys {
  private readonly secret: KeyObject;

  /** All services must have the same secret, for ever: with another one, everybody would be new. */
  constructor(secret: string | Buffer) {
    const bytes = Buffer.from(secret as string);
    if (bytes.length < SHORTEST_SECRET)
      throw new Error(
        `The secret of the identity keys must have at least ${SHORTEST_SECRET} bytes; it has ${bytes.length}.`,
      );
    this.secret = createSecretKey(bytes);
  }

  /** `x_…` of an id that a source gave. Both in the form of {@link cleanLine}. */
  external(source: string, id: string): string {
    return `x_${this.hash(`x\0${source}\0${id}`)}`;
  }

  /** `e_…` of a normalised e-mail address. */
  email(address: string): string {
    return `e_${this.hash(`e\0${address}`)}`;
  }

  /** `p_…` of an E.164 number. */
  phone(number: string): string {
    return `p_${this.hash(`p\0${number}`)}`;
  }

  /** Strongest first: external ids in their order, e-mail, phone; each once. */
  ofIdentifiers({ externalIds, email, phone }: Identifiers): string[] {
    const keys: string[] = [];
    for (const { source, id } of externalIds ?? []) {
      const key = this.external(source, id);
      if (!keys.includes(key)) keys.push(key);
    }
    if (email !== undefined) keys.push(this.email(email));
    if (phone !== undefined) keys.push(this.phone(phone));
    return keys;
  }

  /**
   * Keys that a reference in a URL may mean, likeliest first: an e-mail address, a phone number with +, or `source:id`. A
   * source may hold colons itself (`https://shop.example:77`), so every colon is tried. Empty: it means nothing.
   */
  ofRef(ref: string): string[] {
    const text = cleanLine(ref);
    const email = normaliseEmail(text).value;
    const phone = text.startsWith('+') ? normalisePhone(text).value : undefined;
    const keys = this.ofIdentifiers({ ...(email && { email }), ...(phone && { phone }) });
    for (let colon = text.indexOf(':', 1); colon > 0 && colon < text.length - 1; colon = text.indexOf(':', colon + 1))
      keys.push(this.external(text.slice(0, colon), text.slice(colon + 1)));
    return keys;
  }

  private hash(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64url').slice(0, KEY_LENGTH);
  }
}
