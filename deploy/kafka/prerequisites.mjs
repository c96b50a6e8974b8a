import { areCopied } from './libraries.mjs';
import { findJava, findMaven } from './programs.mjs';

/** @throws in words where `startBroker` would fail for want of a program. Takes some tens of milliseconds. */
export const checkPrerequisites = async () => {
  await Promise.all([findJava(), areCopied() || findMaven()]);
};
