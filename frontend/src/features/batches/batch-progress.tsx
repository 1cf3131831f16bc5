import Box from '@mui/material/Box';
import type { Batch } from '@smart-ai-hub/contracts';
import { describeCounts } from './describe-batch.ts';

const parts = [
  { kind: 'succeeded', color: 'primary.main' },
  { kind: 'failed', color: 'error.main' },
  { kind: 'cancelled', color: 'text.disabled' },
] as const;

/** How far a batch is. The words beside it say the same: the colors are not needed to understand it. */
export function BatchProgress({ counts }: Pick<Batch, 'counts'>) {
  const ended = counts.succeeded + counts.failed + counts.cancelled;
  return (
    <Box
      role="progressbar"
      aria-label="Calls that have ended"
      aria-valuemin={0}
      aria-valuemax={counts.total}
      aria-valuenow={ended}
      aria-valuetext={`${ended} of ${counts.total}: ${describeCounts(counts)}`}
      sx={{ display: 'flex', height: 8, borderRadius: 4, overflow: 'hidden', bgcolor: 'action.selected' }}
    >
      {parts.map(({ kind, color }) => (
        <Box
          key={kind}
          sx={{ width: `${(100 * counts[kind]) / counts.total}%`, bgcolor: color, transition: 'width 300ms' }}
        />
      ))}
    </Box>
  );
}
