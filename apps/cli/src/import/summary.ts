import type { Messages } from '../messages/language.js';
import { columns } from '../terminal/table.js';
import type { ImportStatus } from './import-status.js';

export const summary = ({ rows }: ImportStatus, seconds: number, messages: Messages): string => {
  const { count } = messages;
  const lines = [
    [messages.rowsRead, count(rows.read)],
    [messages.accepted, count(rows.accepted)],
    [messages.duplicate, count(rows.duplicate)],
    [messages.rejected, count(rows.rejected)],
    [messages.seconds, seconds.toFixed(1)],
  ];
  return columns(lines, { indent: 2, right: [1] });
};
