import type { Express } from 'express';
import { readFileSync } from 'node:fs';

/** What the page of the board brings along and the policy does not allow: fonts of another host, and styles within the page. */
const REFUSED = [/<link[^>]+fonts\.googleapis\.com[^>]*>/g, /<style>.*?<\/style>/gs, /\sstyle="[^"]*"/g];
const PLACE = /<%[=-]\s*(\w+)\s*%>/g;
/** Written as JSON into a script element; `<` and `>` are escaped in it already. */
const WRITTEN_AS_IT_IS = 'uiConfig';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Has the one page of the board rendered from the library's own template, without what the content security policy refuses. */
export function plainPage(pages: Express): void {
  pages.engine('ejs', (path, values, done) => {
    const template = REFUSED.reduce((text, pattern) => text.replace(pattern, ''), readFileSync(path, 'utf8'));
    const page = template.replace(PLACE, (_place, name: string) => {
      const value = String((values as Record<string, unknown>)[name] ?? '');
      return name === WRITTEN_AS_IT_IS ? value : value.replace(/[&<>"]/g, (character) => entities[character] ?? '');
    });
    done(null, page);
  });
}
