import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

/** Read as text: libraries never import services, and what a schema is called is its own affair. */
const variablesOf = (path: string): string[] =>
  [...read(path).matchAll(/^ {2,}([A-Z][A-Z0-9_]+):/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]));

const schemas = {
  'Every service': 'libs/service-kit/src/config/base-config.ts',
  'api-gateway': 'services/api-gateway/src/config.ts',
  'auth-service': 'services/auth-service/src/config.ts',
  'core-service': 'services/core-service/src/config.ts',
  'mcp-server': 'services/mcp-server/src/config.ts',
  'llm-worker': 'services/llm-worker/src/config.ts',
  simulator: 'libs/llm-providers/src/simulator/config.ts',
  'stripe-stand-in': 'libs/stripe-stand-in/src/config.ts',
  'npm start': 'libs/local-stack/src/start/config.ts',
};

const sections = new Map(
  read('docs/operators/configuration.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

const documentedIn = (title: string): string[] =>
  [...(sections.get(title) ?? '').matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].flatMap(([, name]) => name ?? []);

describe('docs/operators/configuration.md', () => {
  it.each(Object.entries(schemas))('names every variable of %s, and no other', (title, path) => {
    const shared = title === 'Every service' || !path.startsWith('services/') ? [] : documentedIn('Every service');
    const own = variablesOf(path).filter((name) => !shared.includes(name));
    expect(own.length).toBeGreaterThan(0);
    expect(documentedIn(title).toSorted()).toEqual([...new Set(own)].toSorted());
  });
});
