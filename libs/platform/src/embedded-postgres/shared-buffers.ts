import { totalmem } from 'node:os';

const MIB = 1024 * 1024;
const LEAST = 128;
const MOST = 1024;

/** Of the machine, or of the container that this process runs in. In bytes. */
const memory = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/**
 * `shared_buffers`: a sixteenth of the memory, 128 MB to 1 GB. Ids are random, so each new fact reads and writes pages from
 * all over its indexes: those that are not held here are copied from the system and back. The server is not alone on its
 * machine, and takes what it uses only, so it is less than the quarter that PostgreSQL advises.
 */
export const sharedBuffers = (bytes = memory()): string =>
  `${Math.min(MOST, Math.max(LEAST, Math.floor(bytes / 16 / MIB)))}MB`;
