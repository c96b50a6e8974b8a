import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { KafkaTls } from '@clientele/messaging';
import type { EnvironmentReader } from './environment-reader.js';

/** On where KAFKA_SSL says so, or a certificate is named and it does not say otherwise. */
export const readTls = (read: EnvironmentReader): KafkaTls | undefined => {
  const [ca, cert, key] = [read.file('KAFKA_SSL_CA'), read.file('KAFKA_SSL_CERT'), read.file('KAFKA_SSL_KEY')];
  if (ca !== undefined && !isCertificate(ca)) read.refuse('KAFKA_SSL_CA must name a file of certificates in PEM.');
  if ((read.text('KAFKA_SSL_CERT') === undefined) !== (read.text('KAFKA_SSL_KEY') === undefined)) {
    read.refuse('KAFKA_SSL_CERT and KAFKA_SSL_KEY belong together: set both or none.');
  }
  if (cert !== undefined && key !== undefined && !fit(cert, key)) {
    read.refuse(
      'KAFKA_SSL_CERT and KAFKA_SSL_KEY must name a certificate and its key in PEM, the key without a password.',
    );
  }
  const isOn = read.flag('KAFKA_SSL') ?? (ca !== undefined || cert !== undefined);
  return isOn ? { ca, cert, key } : undefined;
};

/** Node passes over what is none, and trusts nobody then, or with an empty file those that the system trusts. */
const isCertificate = (pem: string): boolean => succeeds(() => new X509Certificate(pem));

const fit = (cert: string, key: string): boolean => succeeds(() => createSecureContext({ cert, key }));

/** What goes wrong is not repeated: the file may hold a key. */
const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};
