/** The import graph of docs/ARCHITECTURE.md: arrows point one way. */

const TESTS = '(\\.test\\.tsx?$|/fixtures/|/test-support/)';

/** What each library may import; an arrow that is not here does not exist. Tests may use libs/testing as well. */
const libraries = {
  contracts: [],
  'service-kit': ['contracts'],
  database: ['contracts'],
  ledger: ['contracts'],
  'run-pipeline': ['contracts', 'ledger'],
  dialects: ['contracts'],
  'llm-providers': ['contracts', 'dialects'],
  images: [],
  'local-stack': ['database'],
  'stripe-stand-in': [],
  testing: ['contracts', 'database', 'ledger', 'local-stack'],
};

const libraryRules = Object.entries(libraries).flatMap(([name, allowed]) => {
  const except = (more) => [name, ...allowed, ...more].join('|');
  return [
    {
      name: `libs-${name}`,
      severity: 'error',
      comment: `libs/${name} imports ${allowed.length === 0 ? 'no other library' : `only ${allowed.join(', ')}`}`,
      from: { path: `^libs/${name}/`, pathNot: TESTS },
      to: { path: '^libs/', pathNot: `^libs/(${except([])})/` },
    },
    {
      name: `libs-${name}-tests`,
      severity: 'error',
      from: { path: `^libs/${name}/.*${TESTS}` },
      to: { path: '^libs/', pathNot: `^libs/(${except(['contracts', 'database', 'testing'])})/` },
    },
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'a cycle of types alone does not exist when the program runs',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...libraryRules,
    {
      name: 'frontend-imports-contracts-only',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: '^(libs|services)/', pathNot: '^libs/contracts/' },
    },
    {
      name: 'nothing-imports-a-service',
      severity: 'error',
      comment: 'services share code through libs and talk over the network',
      from: { path: '^(libs|frontend|load-tests)/' },
      to: { path: '^services/' },
    },
    {
      name: 'no-service-imports-another',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'only-the-worker-knows-providers',
      severity: 'error',
      comment: 'only llm-worker holds provider keys and reaches the internet',
      from: { path: '^services/', pathNot: '^services/llm-worker/' },
      to: { path: '^libs/llm-providers/' },
    },
    {
      name: 'services-run-without-the-local-stack',
      comment: 'nor with what plays somebody else',
      severity: 'error',
      from: { path: '^services/', pathNot: TESTS },
      to: { path: '^libs/(local-stack|stripe-stand-in|testing)/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|vite/client)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types|coverage|\\.data|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
