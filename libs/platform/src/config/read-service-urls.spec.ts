import { describe, expect, it } from '@jest/globals';
import { SERVICE_NAMES } from '../service-names.js';
import { Config } from './config.js';
import { EnvironmentReader } from './environment-reader.js';
import { readServiceUrls } from './read-service-urls.js';

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  const read = new EnvironmentReader(environment);
  readServiceUrls(read);
  return read.problems;
};

describe('the addresses of services', () => {
  it('are unknown unless set', () => {
    expect(Config.fromEnvironment({ CLIENTELE_INTAKE_URL: ' ' }).serviceUrls).toEqual(new Map());
  });

  it('are one or several of each service', () => {
    const all = SERVICE_NAMES.map((name) => [`CLIENTELE_${name.toUpperCase()}_URL`, `http://${name}:3000`]);
    const { serviceUrls } = Config.fromEnvironment({
      ...Object.fromEntries(all),
      CLIENTELE_CUSTOMERS_URL: 'https://one.example/, http://[::1]:3001/base// ,',
    });
    expect([...serviceUrls.keys()]).toEqual([...SERVICE_NAMES]);
    expect(serviceUrls.get('intake')).toEqual(['http://intake:3000']);
    expect(serviceUrls.get('customers')).toEqual(['https://one.example', 'http://[::1]:3001/base']);
  });

  it.each([
    'intake:3000',
    'ftp://intake:geheim@one/',
    'http://intake:geheim@one:3000',
    'http://one:3000/?token=geheim',
    'http://one:3000#geheim',
    'http://',
  ])('are not %s, and no secret is repeated', (url) => {
    const problems = problemsOf({ CLIENTELE_INTAKE_URL: `http://one:3000,${url}` });
    expect(problems).toEqual([expect.stringMatching(/^CLIENTELE_INTAKE_URL .*http:\/\/intake:3000.*number 2\.$/)]);
    expect(problems.join()).not.toContain('geheim');
  });

  it('are told of at once where several are wrong', () => {
    const problems = problemsOf({ CLIENTELE_INTAKE_URL: 'x,http://one,y', CLIENTELE_ANALYTICS_URL: 'z' });
    expect(problems).toEqual([
      expect.stringMatching(/INTAKE_URL.*number 1, 3\.$/),
      expect.stringMatching(/ANALYTICS_URL.*number 1\.$/),
    ]);
  });
});
