import Button from '@mui/material/Button';
import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import { useTheme } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { type ReactNode, useId } from 'react';
import type { Problem } from '../api/problem.ts';
import { ProblemNotice } from './problem-notice.tsx';

type FormDialogProps = {
  title: string;
  /** What happens when it is sent. */
  description: ReactNode;
  confirm: string;
  /** For what takes something away. */
  isDangerous?: boolean;
  isLoading: boolean;
  /** Of sending it, where no field can say it. */
  problem: Problem | undefined;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A form over the page; on a phone it fills the screen. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, confirm, isDangerous = false, isLoading, problem, onSubmit, onClose, children } = props;
  const titleId = useId();
  const isPhone = useMediaQuery(useTheme().breakpoints.down('sm'));
  return (
    <Dialog open fullWidth fullScreen={isPhone} maxWidth="sm" onClose={onClose} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <Box
        component="form"
        noValidate
        aria-labelledby={titleId}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
        // The buttons stay in sight while the fields scroll.
        sx={{ display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0 }}
      >
        <DialogContent sx={{ pt: 0 }}>
          <Stack sx={{ gap: 2 }}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {description}
            </Typography>
            {problem && <ProblemNotice problem={problem} />}
            {children}
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" color={isDangerous ? 'error' : 'primary'} loading={isLoading}>
            {confirm}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
