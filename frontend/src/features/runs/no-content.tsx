import NotKeptIcon from '@mui/icons-material/VisibilityOffOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { ContentRetention } from '@smart-ai-hub/contracts';
import { Link } from 'react-router';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import type { NotKept } from './why-not-kept.ts';

type NoContentProps = {
  /** `none`: it could be there, and is not. */
  why: NotKept | 'none';
  keepDays?: ContentRetention['keepDays'];
  /** Reads again what can have come meanwhile. */
  onLookAgain: () => void;
};

const titles: Record<NoContentProps['why'], string> = {
  off: 'Prompts and answers are not kept',
  before: 'This call is older than your wish to keep',
  running: 'This call has not ended',
  over: 'The time of this call is over',
  none: 'There is none of this call',
};

function explain(why: NoContentProps['why'], keepDays: ContentRetention['keepDays']): string {
  if (why === 'off')
    return 'Nobody has asked for it. What you switch on now holds for calls that are sent from then on.';
  if (why === 'before') return 'Only calls that were sent after you asked for it are kept.';
  if (why === 'running') return 'What it was asked and answers is kept at its end.';
  if (why === 'over')
    return `You keep prompts and answers for ${keepDays === 1 ? 'a day' : `${keepDays ?? 0} days`}; it ended before.`;
  return 'It was deleted, or it was one of the first in the ten seconds after you asked, the hub had to give the call up, or it has ended this very moment.';
}

/** Says why there is nothing to read, and what would change that. */
export function NoContent({ why, keepDays = null, onLookAgain }: NoContentProps) {
  const canCome = why === 'running' || why === 'none';
  return (
    <Box role="status">
      <EmptyState
        icon={<NotKeptIcon />}
        title={titles[why]}
        action={
          canCome ? (
            <Button size="small" variant="outlined" onClick={onLookAgain}>
              Look again
            </Button>
          ) : (
            <Button size="small" variant="outlined" component={Link} to="/settings#your-data">
              {why === 'off' ? 'Switch it on under Your data' : 'Your data'}
            </Button>
          )
        }
      >
        {explain(why, keepDays)}
      </EmptyState>
    </Box>
  );
}
