import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const repository = join(import.meta.dirname, '../../..');
const skipped = new Set(['node_modules', 'dist', 'coverage', '.data', '.git']);

const pages = globSync('**/*.md', {
  cwd: repository,
  exclude: (name) => skipped.has(name.split('/').at(-1) ?? ''),
});

/** What a renderer would not show as text: code in fences and in back-ticks. */
const withoutCode = (markdown: string) =>
  markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, '`code`');

/** The names that GitHub gives to headings. */
const anchorsOf = (path: string): string[] =>
  [
    ...readFileSync(path, 'utf8')
      .replace(/^ *```[\s\S]*?^ *```$/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, title]) =>
    (title ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

function brokenLinksOf(page: string): string[] {
  const file = join(repository, page);
  const links = withoutCode(readFileSync(file, 'utf8')).matchAll(/\]\(([^)\s]+)[^)]*\)/g);
  return [...links].flatMap(([, link]) => {
    if (link === undefined || /^[a-z][a-z+.-]*:/i.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), decodeURIComponent(path));
    if (relative(repository, target).startsWith('..') || !existsSync(target)) return [link];
    const isFound = anchor === undefined || (statSync(target).isFile() && anchorsOf(target).includes(anchor));
    return isFound ? [] : [link];
  });
}

describe('the Markdown pages', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'docs/ARCHITECTURE.md']));
  });

  it.each(pages)('%s links only to what is there', (page) => {
    expect(brokenLinksOf(page)).toEqual([]);
  });
});
