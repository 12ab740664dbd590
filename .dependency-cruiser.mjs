// Who may import whom (docs/architecture.md). `npm run layers` runs this and compares the number of modules read with the files there are.

const room = (name) => `^src/${name}/`;
const packages = (...names) => names.map((name) => `^node_modules/${name}(/|$)`).join('|');

/** Only these packages and rooms may be reached from a room; types count as well. */
function only(name, rooms, ...libraries) {
  const allowed = [room(name), ...rooms.map(room), packages('@types/node')];
  if (libraries.length > 0) allowed.push(packages(...libraries));
  return {
    name: `${name}-imports`,
    severity: 'error',
    from: { path: room(name) },
    to: { pathNot: allowed, dependencyTypesNot: ['core'] },
  };
}

export default {
  forbidden: [
    only('gateway', [], 'yaml'),
    only('aws', ['gateway'], '@aws-sdk/[^/]+', '@smithy/[^/]+'),
    only('terminal', ['gateway'], 'chalk', 'listr2', 'inquirer'),
    only('cli', ['gateway', 'terminal', 'aws', 'local'], '@oclif/core', 'esbuild', 'fflate', 'yaml'),
    only('commands', ['cli', 'gateway', 'terminal'], '@oclif/core'),
    only('functions', [], 'aws4', '@types/aws4'),
    only('local', [], '@aws-sdk/[^/]+', '@smithy/[^/]+', 'aws4', '@types/aws4', 'fflate', 'yaml'),
    {
      name: 'cli-loads-aws-and-local-late',
      comment: 'AWS clients and the local AWS are slow to load: cli reaches them by import() only.',
      severity: 'error',
      from: { path: room('cli') },
      to: { path: [room('aws'), room('local')], dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'commands-stand-alone',
      severity: 'error',
      from: { path: '^src/commands/([^/]+)' },
      to: { path: room('commands') },
    },
    {
      name: 'no-command-imported',
      severity: 'error',
      from: { pathNot: room('commands') },
      to: { path: room('commands') },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
