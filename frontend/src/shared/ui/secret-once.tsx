import Button from '@mui/material/Button';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';
import { CopyButton } from './copy-button.tsx';

type SecretOnceProps = { secret: string; label: string; copyLabel: string; children: ReactNode; onClose: () => void };

/** The inside of a dialog that shows a secret for the only time. The secret lives in the dialog and goes with it. */
export function SecretOnce({ secret, label, copyLabel, children, onClose }: SecretOnceProps) {
  return (
    <>
      <DialogContent sx={{ pt: 0 }}>
        <Stack sx={{ gap: 2 }}>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {children}
          </Typography>
          <CodeBlock code={secret} label={label} wrap />
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <CopyButton text={secret} label={copyLabel} withText />
        <Button variant="contained" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </>
  );
}
