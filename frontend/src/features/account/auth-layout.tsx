import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { Brand } from '../../shared/ui/brand.tsx';
import { PageHeading } from '../../shared/ui/page.tsx';

const promises = [
  ['One key, every model', 'Use the OpenAI or Anthropic SDK you already have: only the base URL changes.'],
  ['Billed to the token', 'Credits are held before a call and settled exactly after it. Every entry is yours to read.'],
  [
    'Streams that survive',
    'A dropped connection resumes where it stopped. A cut answer is never shown as a whole one.',
  ],
] as const;

function Promises() {
  return (
    <Stack
      component="aside"
      aria-label="About Smart AI Hub"
      sx={{
        display: { xs: 'none', md: 'flex' },
        flex: '0 0 44%',
        maxWidth: 620,
        justifyContent: 'center',
        gap: 4,
        px: 8,
        borderRight: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <Typography
        component="p"
        sx={{ fontSize: '1.75rem', fontWeight: 640, letterSpacing: '-0.022em', lineHeight: 1.25 }}
      >
        Every large language model behind one account.
      </Typography>
      <Stack component="ul" sx={{ listStyle: 'none', p: 0, m: 0, gap: 2.5 }}>
        {promises.map(([title, text]) => (
          <Box component="li" key={title} sx={{ pl: 2, borderLeft: 2, borderColor: 'primary.main' }}>
            <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {text}
            </Typography>
          </Box>
        ))}
      </Stack>
    </Stack>
  );
}

type AuthLayoutProps = { title: string; description: string; children: ReactNode; footer: ReactNode };

/** The frame of sign-in and sign-up. */
export function AuthLayout({ title, description, children, footer }: AuthLayoutProps) {
  return (
    <Stack direction="row" sx={{ minHeight: '100dvh' }}>
      <Promises />
      <Stack
        component="main"
        sx={{ flex: 1, alignItems: 'center', justifyContent: 'center', px: { xs: 2.5, sm: 4 }, py: 5 }}
      >
        <Stack sx={{ width: '100%', maxWidth: 400, gap: 3 }}>
          <Brand />
          <PageHeading title={title} description={description} />
          {children}
          <Stack
            direction="row"
            sx={{ justifyContent: 'space-between', gap: 2, color: 'text.secondary', typography: 'body2' }}
          >
            <span>{footer}</span>
            <Link component={RouterLink} to="/status">
              Status
            </Link>
          </Stack>
        </Stack>
      </Stack>
    </Stack>
  );
}
