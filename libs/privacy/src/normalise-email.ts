import { domainToASCII } from 'node:url';
import type { Normalised } from './normalised.js';

/** RFC 5322 dot-atom, and letters beyond ASCII as RFC 6531 has them. */
const LOCAL_PART =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/u;
/** At least two labels in letters, digits and inner hyphens; the last one not all digits, which would be an address. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const PLAIN_ASCII = /^[\x21-\x7e]+$/;
const GAP_OR_CONTROL = /[\p{White_Space}\p{C}]/u;

const LONGEST = 254;
const LONGEST_LOCAL_PART = 64;
const SHAPE = 'Write it like name@example.com.';

/**
 * The one form of a mail address: trimmed, NFKC (full-width letters and ＠ become plain), lower-case, its domain in ASCII
 * by UTS 46. The part before the @ is taken as case-insensitive, as every mail provider of note does.
 */
export const normaliseEmail = (text: string): Normalised => {
  const trimmed = text.trim();
  const address = (PLAIN_ASCII.test(trimmed) ? trimmed : trimmed.normalize('NFKC')).toLowerCase();
  const at = address.lastIndexOf('@');
  if (at <= 0) return { problem: `This is no e-mail address: the part before the @ or the @ is missing. ${SHAPE}` };
  const local = address.slice(0, at);
  if (GAP_OR_CONTROL.test(local) || !LOCAL_PART.test(local))
    return { problem: `The part before the @ holds what an e-mail address cannot hold. ${SHAPE}` };
  const domain = asciiDomain(address.slice(at + 1));
  if (domain === undefined) return { problem: `The part after the @ is no domain name. ${SHAPE}` };
  const value = `${local}@${domain}`;
  if (Buffer.byteLength(local) > LONGEST_LOCAL_PART || Buffer.byteLength(value) > LONGEST)
    return { problem: `An e-mail address has at most ${LONGEST} bytes, ${LONGEST_LOCAL_PART} of them before the @.` };
  return { value };
};

const asciiDomain = (domain: string): string | undefined => {
  if (GAP_OR_CONTROL.test(domain)) return undefined;
  const ascii = PLAIN_ASCII.test(domain) && !domain.includes('xn--') ? domain : domainToASCII(domain);
  return DOMAIN.test(ascii) ? ascii : undefined;
};
