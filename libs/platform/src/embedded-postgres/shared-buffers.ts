import { totalmem } from 'node:os';

const MIB = 1024 * 1024;
const LEAST = 128;
const MOST = 1024;

/**
 * `shared_buffers`: a sixteenth of the memory, 128 MB to 1 GB. Ids are random, so each new fact reads and writes pages from
 * all over its indexes: those that are not held here are copied from the system and back. The server is not alone on its
 * machine, so it is less than the quarter that PostgreSQL advises.
 *
 * @param machine bytes of memory
 * @param limit bytes that the container of this process may use; 0 where that is not known
 */
export const sharedBuffers = (machine = totalmem(), limit = process.constrainedMemory()): string => {
  const memory = Math.min(machine, limit || Infinity);
  return `${Math.min(MOST, Math.max(LEAST, Math.floor(memory / 16 / MIB)))}MB`;
};
