import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { isValidElement, memo, type ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { rehypeOutline } from './rehype-outline.ts';
import { monospace } from '../../theme/theme.ts';

function codeText(children: ReactNode): string {
  if (!isValidElement<{ children?: ReactNode }>(children)) return '';
  return String(children.props.children ?? '').replace(/\n$/, '');
}

/** A link an answer contains: never followed with the hub as its referrer, nor able to reach back to this window. */
function AnswerLink({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  // react-markdown empties the address of every scheme but http, https, mailto and the like.
  if (!href) return <>{children}</>;
  return (
    <Link href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </Link>
  );
}

const components: Components = {
  a: ({ href, children }) => <AnswerLink href={href}>{children}</AnswerLink>,
  // An image would be fetched from a server of the answer's choosing, which could carry the conversation away in its address.
  img: ({ src, alt }) => <AnswerLink href={typeof src === 'string' ? src : undefined}>{alt || 'image'}</AnswerLink>,
  pre: ({ children }) => <CodeBlock code={codeText(children)} label="Code" />,
  table: ({ children }) => (
    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </Box>
  ),
};

const style = {
  lineHeight: 1.65,
  '& p, & ul, & ol, & :is(h2, h3, h4, h5, h6)': { my: 0 },
  '& > :not(style) + :not(style)': { mt: 1.5 },
  '& ul, & ol': { pl: 3 },
  '& li + li, & li > ul, & li > ol': { mt: 0.5 },
  '& :is(h2, h3, h4, h5, h6)': { fontWeight: 640, lineHeight: 1.3, letterSpacing: '-0.01em', fontSize: '0.9375rem' },
  '& h2': { fontSize: '1.1875rem' },
  '& h3': { fontSize: '1.0625rem' },
  '& > :not(style) + :is(h2, h3, h4, h5, h6)': { mt: 2.5 },
  '& :not(pre) > code': { fontFamily: monospace, px: 0.6, py: 0.2, borderRadius: 1, bgcolor: 'action.hover' },
  '& blockquote': { mx: 0, pl: 2, borderLeft: 3, borderColor: 'divider', color: 'text.secondary' },
  '& hr': { border: 0, borderTop: 1, borderColor: 'divider' },
  '& table': { borderCollapse: 'collapse', fontSize: '0.875rem' },
  '& th, & td': { border: 1, borderColor: 'divider', px: 1.25, py: 0.75, textAlign: 'left' },
};

/** An answer's Markdown. Raw HTML in it stays text. */
export const MarkdownText = memo(function MarkdownText({ text }: { text: string }) {
  return (
    <Box sx={style}>
      <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeOutline]} components={components}>
        {text}
      </Markdown>
    </Box>
  );
});
