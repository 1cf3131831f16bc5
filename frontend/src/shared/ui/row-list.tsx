import Stack from '@mui/material/Stack';
import type { ReactNode } from 'react';

/** A list of rows that reach the edges of their panel, with a line above each. */
export function RowList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Stack
      component="ul"
      aria-label={label}
      sx={{ listStyle: 'none', m: 0, p: 0, '& > li': { borderTop: 1, borderColor: 'divider' } }}
    >
      {children}
    </Stack>
  );
}
