import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The scenarios of the product test are test bodies that several files share.
const tests = ['**/*.test.ts', '**/*.test.tsx', '**/fixtures/**', '**/test-support/**', 'libs/testing/src/product/**'];
const configFiles = ['*.config.{js,mjs}', '.dependency-cruiser.mjs', '**/*.config.ts', 'libs/testing/jest/*.mjs'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'A default export can be imported under any name; export by name.',
};
const noEnum = {
  selector: 'TSEnumDeclaration',
  message: 'Node strips types and cannot strip an enum; use a union or a const object.',
};

const prismaPackages = {
  group: ['@prisma/*', '**/generated/*'],
  message: 'Prisma is seen by libs/database and through it by repositories only.',
};
const prismaNames = {
  name: '@smart-ai-hub/database',
  importNames: ['Prisma', 'PrismaClient'],
  message: 'Queries live in <noun>.repository.ts; hand a repository in.',
};

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/dist-types/',
    '**/coverage/',
    '.data/',
    'libs/database/src/generated/',
    'load-tests/k6/',
  ]),
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 50, skipComments: true }],
      'no-restricted-syntax': ['error', noDefaultExport, noEnum],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        module: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Configuration is parsed once, in main.ts or config.ts, and handed down.',
        },
      ],
      'no-restricted-imports': ['error', { patterns: [prismaPackages], paths: [prismaNames] }],
    },
  },
  {
    files: ['**/main.ts', '**/config.ts', '**/*.config.ts', ...tests],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.repository.ts', '**/dependencies.ts', ...tests],
    rules: { 'no-restricted-imports': ['error', { patterns: [prismaPackages] }] },
  },
  { files: ['libs/database/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: [...tests, 'libs/testing/src/product/scenarios/**'], rules: { 'max-lines-per-function': 'off' } },
  { files: configFiles, rules: { 'no-restricted-syntax': ['error', noEnum], 'no-undef': 'off' } },
  { files: ['frontend/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
);
