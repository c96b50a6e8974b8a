import { existsSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Java's archive of loaded classes: it halves the time that a broker takes to start. The first broker that is stopped in
 * good order leaves it to all later ones, and takes some seconds longer to stop for that.
 */
export const archiveIn = (cache, java) => join(cache, `classes-${java.version}.jsa`);

const recordingOf = (dataDirectory) => join(dataDirectory, 'classes.jsa');

/** For every program of the same libraries. An archive that does not fit is passed over, with a warning in the log. */
export const fromArchive = (archive) => (existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []);

/** For a broker, which makes it where there is none. */
export const fromOrForArchive = (archive, dataDirectory) =>
  existsSync(archive) ? fromArchive(archive) : [`-XX:ArchiveClassesAtExit=${recordingOf(dataDirectory)}`];

/** Lays what a broker recorded where the others look for it. */
export const keepRecording = async (archive, dataDirectory) => {
  const recording = recordingOf(dataDirectory);
  if (!existsSync(recording)) return;
  // The cache may have gone in the meantime, or lie on another disk; the next one records again.
  const aside = `${archive}.${process.pid}`;
  await copyFile(recording, aside)
    .then(() => rename(aside, archive))
    .catch(() => rm(aside, { force: true }));
  await rm(recording, { force: true });
};
