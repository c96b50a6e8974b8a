/**
 * Who may import whom, by the one tag that each package.json carries. Contracts and kernel stand alone; messaging and
 * privacy build on those; the platform on those; services on the libraries, never on each other. The standalone composes
 * the services through what they export; the gateway knows them by HTTP alone, and the cluster as processes behind that
 * gateway. The command line speaks HTTP and imports nothing of ours.
 */
const kernel = ['scope:contracts', 'scope:event-sourcing'];
const wire = [...kernel, 'scope:messaging', 'scope:privacy'];
const libraries = [...wire, 'scope:platform'];

const mayImport = {
  'scope:contracts': ['scope:contracts'],
  'scope:event-sourcing': ['scope:event-sourcing'],
  'scope:messaging': [...kernel, 'scope:messaging'],
  'scope:privacy': [...kernel, 'scope:privacy'],
  'scope:platform': libraries,
  'scope:app': libraries,
  'scope:standalone': [...libraries, 'scope:app', 'scope:standalone'],
  'scope:gateway': [...libraries, 'scope:gateway'],
  'scope:cluster': [...libraries, 'scope:gateway', 'scope:cluster'],
  'scope:cli': ['scope:cli'],
  'scope:bench': [...libraries, 'scope:app', 'scope:standalone', 'scope:cluster'],
  'scope:testing': [...libraries, 'scope:testing'],
};

const constraints = (alsoForAll) =>
  Object.entries(mayImport).map(([sourceTag, targets]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [...targets, ...alsoForAll],
  }));

/** The libraries' specs use `@clientele/testing`, which uses the libraries. */
const ignoredCircularDependencies = ['contracts', 'event-sourcing', 'messaging', 'privacy', 'platform'].map(
  (library) => ['@clientele/testing', `@clientele/${library}`],
);

/** No project: Node alone runs it, with nothing installed. */
const allow = [String.raw`^(\.\./)+deploy/kafka/broker\.mjs$`];

const boundaries = (alsoForAll) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    { allow, depConstraints: constraints(alsoForAll), ignoredCircularDependencies },
  ],
});

export const ofSources = boundaries([]);

/** Specs alone may use `@clientele/testing`. */
export const ofSpecs = boundaries(['scope:testing']);
