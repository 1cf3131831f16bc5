import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Brand } from '../shared/ui/brand.tsx';
import { PageHeading } from '../shared/ui/page.tsx';

/** A page that only says something: not found, broken. */
export function MessagePage({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  return (
    <Stack
      component="main"
      sx={{ minHeight: '80dvh', alignItems: 'center', justifyContent: 'center', gap: 2, p: 3, textAlign: 'center' }}
    >
      <Brand />
      <PageHeading title={title} />
      <Typography sx={{ color: 'text.secondary', maxWidth: 460 }}>{children}</Typography>
      <Stack direction="row" sx={{ gap: 1.5, mt: 1, flexWrap: 'wrap', justifyContent: 'center' }}>
        {action}
      </Stack>
    </Stack>
  );
}
