const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes the text for a UUID, of whatever version. */
export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);
