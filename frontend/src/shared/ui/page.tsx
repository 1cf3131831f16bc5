import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useRef } from 'react';

type PageHeadingProps = {
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  /** False where the page itself places the focus. */
  takesFocus?: boolean;
};

/** The title of the page before this one; undefined on the first page of a visit, whose focus the browser has already placed. */
const previousTitle: { current: string | undefined } = { current: undefined };

/**
 * A page's heading. It names the document, and takes the focus when the page is reached by navigation, so that a screen
 * reader announces the new page and the next Tab goes to its first control.
 */
export function PageHeading({ title, description, action, takesFocus = true }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Smart AI Hub`;
    const isNavigation = previousTitle.current !== undefined && previousTitle.current !== title;
    previousTitle.current = title;
    if (isNavigation && takesFocus) heading.current?.focus({ preventScroll: true });
  }, [title, takesFocus]);
  return (
    <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'flex-start', gap: 2, flexWrap: 'wrap' }}>
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="h1" ref={heading} tabIndex={-1} sx={{ outline: 'none' }}>
          {title}
        </Typography>
        {description && <Typography sx={{ color: 'text.secondary', mt: 0.5 }}>{description}</Typography>}
      </Box>
      {action}
    </Stack>
  );
}

/** The column in which pages lay out their content. */
export function Page({ children }: { children: ReactNode }) {
  return (
    <Stack sx={{ gap: 3, maxWidth: 1080, mx: 'auto', px: { xs: 2, sm: 4 }, py: { xs: 3, sm: 4 } }}>{children}</Stack>
  );
}
