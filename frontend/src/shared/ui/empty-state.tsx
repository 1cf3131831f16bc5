import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

type EmptyStateProps = { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode };

/** Says why there is nothing here, and what would change that. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <Stack sx={{ alignItems: 'center', textAlign: 'center', gap: 0.75, px: 3, py: 5 }}>
      <Stack
        aria-hidden="true"
        sx={{
          alignItems: 'center',
          justifyContent: 'center',
          width: 44,
          height: 44,
          mb: 0.5,
          borderRadius: 3,
          color: 'text.secondary',
          bgcolor: 'action.hover',
        }}
      >
        {icon}
      </Stack>
      <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: 420 }}>
        {children}
      </Typography>
      {action && <Stack sx={{ mt: 1.5 }}>{action}</Stack>}
    </Stack>
  );
}
