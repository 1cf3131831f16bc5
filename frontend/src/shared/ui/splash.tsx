import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Brand } from './brand.tsx';

/** While it is not yet known whether somebody is signed in, and when the hub does not answer. */
export function Splash({ onRetry }: { onRetry?: () => void }) {
  return (
    <Stack
      component="main"
      sx={{ minHeight: '100dvh', alignItems: 'center', justifyContent: 'center', gap: 3, p: 3, textAlign: 'center' }}
    >
      <Brand />
      {onRetry === undefined ? (
        <CircularProgress size={22} aria-label="Loading" />
      ) : (
        <Stack role="alert" sx={{ alignItems: 'center', gap: 1 }}>
          <Typography variant="h1">The hub cannot be reached</Typography>
          <Typography sx={{ color: 'text.secondary', mb: 1.5 }}>
            It may be restarting, or you may be offline. You stay signed in.
          </Typography>
          <Button variant="contained" onClick={onRetry}>
            Try again
          </Button>
        </Stack>
      )}
    </Stack>
  );
}
