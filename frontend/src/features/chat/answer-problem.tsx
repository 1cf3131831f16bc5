import Button from '@mui/material/Button';
import type { ErrorCode } from '@smart-ai-hub/contracts';
import { Link } from 'react-router';
import { isRetryable, type Problem } from '../../shared/api/problem.ts';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

const advice: Partial<Record<ErrorCode, string>> = {
  model_not_found: 'Choose another model above, then try again.',
  context_overflow: 'Start a new chat, or choose a model with a larger context.',
  content_filtered: 'Rephrase the message, then send it again.',
  provider_misconfigured: 'The operator of this hub has to correct it. Another provider’s models may work.',
  provider_unavailable: 'Another provider’s models may work meanwhile.',
};

/** A failed answer: what happened, and the one thing that helps. */
export function AnswerProblem({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const hint = problem.code === 'offline' ? undefined : advice[problem.code];
  const isOutOfCredit = problem.code === 'insufficient_credits' || problem.code === 'account_in_debt';
  return (
    <ProblemNotice
      problem={hint === undefined ? problem : { ...problem, detail: `${problem.detail} ${hint}` }}
      severity={isOutOfCredit ? 'warning' : 'error'}
      onRetry={isRetryable(problem) || problem.code === 'model_not_found' || isOutOfCredit ? onRetry : undefined}
      action={
        isOutOfCredit && (
          <Button size="small" variant="contained" component={Link} to="/credits">
            Open credits
          </Button>
        )
      }
    />
  );
}
