import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';
import { isProblem } from '../api/problem.ts';
import { ProblemNotice } from './problem-notice.tsx';

type ConfirmDialogProps = {
  title: string;
  /** What will happen. */
  children: ReactNode;
  keep: string;
  confirm: string;
  isLoading: boolean;
  /** Of the call that `onConfirm` made. */
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks twice before what cannot be undone; the harmless button has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, keep, confirm, isLoading, error, onConfirm, onClose } = props;
  const titleId = useId();
  return (
    <Dialog open fullWidth maxWidth="xs" onClose={onClose} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography variant="body2">{children}</Typography>
          {isProblem(error) && <ProblemNotice problem={error} />}
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} autoFocus>
          {keep}
        </Button>
        <Button variant="contained" color="error" loading={isLoading} onClick={onConfirm}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
