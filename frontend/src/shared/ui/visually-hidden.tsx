import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

const visuallyHidden = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  m: '-1px',
  p: 0,
  overflow: 'hidden',
  clip: 'rect(0 0 0 0)',
  whiteSpace: 'nowrap',
};

/** For screen readers only. With `live`, changes of the text are read out. */
export function VisuallyHidden({ children, live = false }: { children: ReactNode; live?: boolean }) {
  return (
    <Box component="span" sx={visuallyHidden} {...(live && { role: 'status', 'aria-live': 'polite' })}>
      {children}
    </Box>
  );
}
