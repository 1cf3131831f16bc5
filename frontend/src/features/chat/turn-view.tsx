import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import ReplayIcon from '@mui/icons-material/ReplayOutlined';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { lazy, memo, Suspense, useDeferredValue } from 'react';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { AnswerModels } from './answer-models.tsx';
import { AnswerProblem } from './answer-problem.tsx';
import { type Answer, isRunning, type Question } from './chat-slice.ts';
import { CostLine } from './cost-line.tsx';

const MarkdownText = lazy(async () => ({ default: (await import('./markdown-text.tsx')).MarkdownText }));

export const QuestionView = memo(function QuestionView({ question }: { question: Question }) {
  return (
    <Box
      component="article"
      aria-label="Your message"
      sx={{
        alignSelf: 'flex-end',
        maxWidth: { xs: '92%', sm: '80%' },
        px: 2,
        py: 1.25,
        borderRadius: 2,
        bgcolor: 'action.hover',
        whiteSpace: 'pre-wrap',
      }}
    >
      {question.text}
    </Box>
  );
});

const progressText: Partial<Record<Answer['status'], string>> = {
  waiting: 'Waiting for the first token',
  reconnecting: 'Connection lost. Reconnecting, nothing will be missing',
  stopping: 'Stopping',
};

function Progress({ status }: { status: Answer['status'] }) {
  const text = progressText[status];
  if (text === undefined) return null;
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: 'center', color: 'text.secondary' }}>
      <CircularProgress size={12} thickness={6} color="inherit" aria-hidden="true" />
      <Typography variant="caption">{text}…</Typography>
    </Stack>
  );
}

function Reasoning({ text }: { text: string }) {
  return (
    <Box component="details" sx={{ color: 'text.secondary', fontSize: '0.875rem' }}>
      <Box component="summary" sx={{ cursor: 'pointer', width: 'fit-content' }}>
        Reasoning
      </Box>
      <Box sx={{ mt: 1, pl: 2, borderLeft: 2, borderColor: 'divider', whiteSpace: 'pre-wrap' }}>{text}</Box>
    </Box>
  );
}

function AnswerText({ text }: { text: string }) {
  // Under a fast stream React may render an older text first: typing and scrolling stay smooth.
  const deferred = useDeferredValue(text);
  return (
    <Suspense fallback={<Box sx={{ whiteSpace: 'pre-wrap' }}>{deferred}</Box>}>
      <MarkdownText text={deferred} />
    </Suspense>
  );
}

const endNote = (answer: Answer): string | undefined => {
  if (answer.status === 'cancelled') return 'You stopped this answer.';
  if (answer.stopReason === 'max_tokens') return 'The answer reached its length limit and ends here.';
  if (answer.stopReason === 'context_window_exceeded')
    return 'The conversation filled the model’s context; the answer ends here.';
  return answer.stopReason === 'refusal' ? 'The model declined to go on.' : undefined;
};

function AnswerFooter({ answer, onRetry }: { answer: Answer; onRetry: (() => void) | undefined }) {
  if (isRunning(answer)) return <Progress status={answer.status} />;
  const note = endNote(answer);
  return (
    <Stack sx={{ gap: 0.5 }}>
      {note && (
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {note}
        </Typography>
      )}
      <Stack direction="row" sx={{ alignItems: 'center', gap: 0.5, flexWrap: 'wrap' }}>
        <CostLine answer={answer} />
        {answer.text !== '' && <CopyButton text={answer.text} label="Copy answer" />}
        {onRetry && (
          <Tooltip title="Ask again">
            <IconButton size="small" aria-label="Ask again" onClick={onRetry} sx={{ fontSize: '1rem' }}>
              <ReplayIcon fontSize="inherit" />
            </IconButton>
          </Tooltip>
        )}
      </Stack>
    </Stack>
  );
}

type AnswerViewProps = { answer: Answer; isLast: boolean; onRetry: (answer: Answer) => void };

export const AnswerView = memo(function AnswerView({ answer, isLast, onRetry }: AnswerViewProps) {
  const retry = isLast && !isRunning(answer) ? () => onRetry(answer) : undefined;
  return (
    <Stack
      component="article"
      aria-label={`Answer from ${answer.model}`}
      aria-busy={isRunning(answer)}
      sx={{ gap: 1, minWidth: 0 }}
    >
      {answer.reasoning !== '' && <Reasoning text={answer.reasoning} />}
      {answer.text !== '' && <AnswerText text={answer.text} />}
      {answer.problem && <AnswerProblem problem={answer.problem} onRetry={() => onRetry(answer)} />}
      <AnswerModels answer={answer} />
      <AnswerFooter answer={answer} onRetry={answer.problem ? undefined : retry} />
    </Stack>
  );
});
