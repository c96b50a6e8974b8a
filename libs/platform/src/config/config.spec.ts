import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Config, ConfigError } from './index.js';

describe('Configuration', () => {
  it('has a default for everything', () => {
    const { host, port, home, shards, databaseUrl, identitySecret } = Config.fromEnvironment({ PORT: ' ', HOST: '' });
    expect({ host, port, shards }).toEqual({ host: '127.0.0.1', port: 3000, shards: 16 });
    expect(home).toBe(resolve('.clientele'));
    expect([databaseUrl, identitySecret]).toEqual([undefined, undefined]);
  });

  it('reads what is set', () => {
    const config = Config.fromEnvironment({
      PORT: '8080',
      HOST: '0.0.0.0',
      CLIENTELE_HOME: '/srv/clientele',
      CLIENTELE_DEFAULT_COUNTRY: 'cn',
      DATABASE_URL: 'postgres://x:y@db/',
      LOG_LEVEL: 'info',
      CLIENTELE_STUCK_AFTER: '5',
    });
    expect(config).toMatchObject({ port: 8080, host: '0.0.0.0', home: '/srv/clientele', defaultCountry: 'CN' });
    expect(config).toMatchObject({ databaseUrl: 'postgres://x:y@db/', logLevel: 'info', stuckAfter: 5_000 });
    expect(config.with({ port: 1 })).toMatchObject({ port: 1, host: '0.0.0.0', defaultCountry: 'CN' });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '3e3'],
    ['CLIENTELE_SHARDS', '0'],
    ['CLIENTELE_SHARDS', '-4'],
    ['CLIENTELE_DEFAULT_COUNTRY', 'China'],
    ['LOG_LEVEL', 'loud'],
    ['CLIENTELE_IDENTITY_SECRET', 'short'],
    ['DATABASE_URL', 'localhost:5432'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => Config.fromEnvironment({ [name]: value })).toThrow(name);
  });

  it('tells all that is wrong at once, and repeats no secret', () => {
    const read = () =>
      Config.fromEnvironment({ PORT: 'x', DATABASE_URL: 'http://u:geheim@h/', CLIENTELE_IDENTITY_SECRET: 'geheim' });
    const error = (() => {
      try {
        return read();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toHaveLength(3);
    expect((error as ConfigError).message).not.toContain('geheim');
  });
});
