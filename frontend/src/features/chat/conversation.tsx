import ForumIcon from '@mui/icons-material/ForumOutlined';
import ArrowDownwardIcon from '@mui/icons-material/ArrowDownwardRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import { useEffect } from 'react';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { VisuallyHidden } from '../../shared/ui/visually-hidden.tsx';
import { type Answer, isRunning, type Turn } from './chat-slice.ts';
import { AnswerView, QuestionView } from './turn-view.tsx';
import { useStickToBottom } from './use-stick-to-bottom.ts';

const suggestions = [
  'Explain what an API gateway does, in three sentences.',
  'Write a haiku about exact accounting.',
  'Show a TypeScript function that retries with back-off.',
];

function Welcome({ onPick }: { onPick: (text: string) => void }) {
  return (
    <EmptyState
      icon={<ForumIcon />}
      title="Ask anything"
      action={
        <Stack sx={{ gap: 1, alignItems: 'center' }}>
          {suggestions.map((text) => (
            <Chip
              key={text}
              label={text}
              variant="outlined"
              onClick={() => onPick(text)}
              sx={{ maxWidth: '100%', height: 'auto', '& .MuiChip-label': { whiteSpace: 'normal', py: 0.75 } }}
            />
          ))}
        </Stack>
      }
    >
      Answers stream as they are written. Below each one you see its tokens and what it cost, to the last decimal.
    </EmptyState>
  );
}

/** What a screen reader is told: the beginning and the end, not every word of the stream. */
function announcement(last: Turn | undefined): string {
  if (last?.kind !== 'answer') return '';
  if (last.status === 'failed') return last.problem?.title ?? 'The answer failed.';
  if (last.status === 'cancelled') return 'The answer was stopped.';
  return last.status === 'done' ? 'The answer is complete.' : 'The answer is being written.';
}

type ConversationProps = {
  turns: readonly Turn[];
  onRetry: (answer: Answer) => void;
  onSuggestion: (text: string) => void;
};

/** The turns, scrolled along with the answer unless the reader scrolled away. */
export function Conversation({ turns, onRetry, onSuggestion }: ConversationProps) {
  const { ref, isAway, toBottom } = useStickToBottom();
  const last = turns.at(-1);
  // A new turn is what the reader has just asked for.
  useEffect(toBottom, [last?.id, toBottom]);
  return (
    <Box sx={{ position: 'relative', flex: 1, minHeight: 0 }}>
      <Box
        ref={ref}
        tabIndex={0}
        role="region"
        aria-label="Conversation"
        sx={{ height: '100%', overflowY: 'auto', outlineOffset: -2 }}
      >
        <Stack sx={{ gap: 3, maxWidth: 780, mx: 'auto', px: { xs: 2, sm: 4 }, py: 3 }}>
          {turns.length === 0 && <Welcome onPick={onSuggestion} />}
          {turns.map((turn) =>
            turn.kind === 'question' ? (
              <QuestionView key={turn.id} question={turn} />
            ) : (
              <AnswerView key={turn.id} answer={turn} isLast={turn === last} onRetry={onRetry} />
            ),
          )}
        </Stack>
      </Box>
      <VisuallyHidden live>{announcement(last)}</VisuallyHidden>
      {isAway && (
        <Button
          size="small"
          variant="contained"
          color="inherit"
          startIcon={<ArrowDownwardIcon />}
          onClick={toBottom}
          sx={{
            position: 'absolute',
            bottom: 12,
            left: '50%',
            transform: 'translateX(-50%)',
            bgcolor: 'background.paper',
            border: 1,
            borderColor: 'divider',
          }}
        >
          {last?.kind === 'answer' && isRunning(last) ? 'Follow the answer' : 'Jump to the end'}
        </Button>
      )}
    </Box>
  );
}
