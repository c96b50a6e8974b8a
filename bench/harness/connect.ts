import pg from 'pg';

/** A connection. When the server ends it, whoever asks next is told so; the run does not end before it can say why. */
export const connect = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};
