import Alert, { type AlertProps } from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { isProblem, type Problem } from '../api/problem.ts';
import { monospace } from '../../theme/theme.ts';

type ProblemNoticeProps = {
  problem: Problem;
  onRetry?: (() => void) | undefined;
  /** What the reader can do, where it is more than trying again. */
  action?: ReactNode;
  severity?: AlertProps['severity'];
};

function RequestId({ id }: { id: string }) {
  return (
    <Typography variant="caption" component="p" sx={{ mt: 0.75, opacity: 0.85 }}>
      Request id for support:{' '}
      <Box component="code" sx={{ fontFamily: monospace, userSelect: 'all' }}>
        {id}
      </Box>
    </Typography>
  );
}

/** A failed call in plain words: what happened, what to do, and the id that support needs. */
export function ProblemNotice({ problem, onRetry, action, severity = 'error' }: ProblemNoticeProps) {
  return (
    <Alert
      severity={severity}
      variant="outlined"
      sx={{ bgcolor: 'background.paper', '& .MuiAlert-message': { minWidth: 0, flex: 1 } }}
    >
      <AlertTitle sx={{ fontWeight: 600, mb: 0.25 }}>{problem.title}</AlertTitle>
      {problem.detail}
      {problem.requestId !== null && <RequestId id={problem.requestId} />}
      {(onRetry || action) && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1.25 }}>
          {action}
          {onRetry && (
            <Button size="small" variant="outlined" color="inherit" onClick={onRetry}>
              Try again
            </Button>
          )}
        </Box>
      )}
    </Alert>
  );
}

/** The same for the `error` of a query, in the place where its data would have been. */
export function QueryProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (!isProblem(error)) return null;
  return <ProblemNotice problem={error} onRetry={onRetry} />;
}
