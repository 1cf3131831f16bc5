import CancelledIcon from '@mui/icons-material/BlockRounded';
import CompletedIcon from '@mui/icons-material/CheckCircleOutlineRounded';
import DownloadIcon from '@mui/icons-material/DownloadRounded';
import RunningIcon from '@mui/icons-material/ScheduleRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Batch } from '@smart-ai-hub/contracts';
import { useSaveBatchResultsMutation } from '../../shared/api/hub-api.ts';
import { formatCredits, formatDateTime } from '../../shared/ui/format.ts';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { BatchProgress } from './batch-progress.tsx';
import { batchTitle, describeCounts, hasEnded } from './describe-batch.ts';

const states = {
  running: { label: 'Running', color: 'info', Icon: RunningIcon },
  cancelling: { label: 'Stopping', color: 'warning', Icon: RunningIcon },
  completed: { label: 'Completed', color: 'success', Icon: CompletedIcon },
  cancelled: { label: 'Cancelled', color: 'default', Icon: CancelledIcon },
} as const satisfies Record<Batch['state'], object>;

function BatchState({ state }: Pick<Batch, 'state'>) {
  const { label, color, Icon } = states[state];
  return <Chip size="small" variant="outlined" label={label} color={color} icon={<Icon />} />;
}

function BatchFacts({ batch: { counts, cost, maxCost } }: { batch: Batch }) {
  const costText = `${formatCredits(cost)}${maxCost === null ? '' : ` of at most ${formatCredits(maxCost)}`} credits`;
  return (
    <Stack
      direction={{ xs: 'column', sm: 'row' }}
      sx={{ justifyContent: 'space-between', gap: { xs: 0, sm: 2 }, color: 'text.secondary', typography: 'caption' }}
    >
      <span>{describeCounts(counts)}</span>
      <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {costText}
      </Box>
    </Stack>
  );
}

function BatchActions({ batch, onCancel }: { batch: Batch; onCancel: (batch: Batch) => void }) {
  const [save, { error, isLoading }] = useSaveBatchResultsMutation();
  const download = () => void save({ params: { id: batch.id }, fileName: `${batch.id}.jsonl` });
  const which = `${batchTitle(batch)} of ${formatDateTime(batch.createdAt)}`;
  return (
    <Stack sx={{ gap: 1, pt: 0.5 }}>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button
          size="small"
          variant="outlined"
          startIcon={<DownloadIcon />}
          loading={isLoading}
          aria-label={`Download the results of ${which}`}
          onClick={download}
        >
          {hasEnded(batch) ? 'Results' : 'Results so far'}
        </Button>
        {!hasEnded(batch) && (
          <Button
            size="small"
            variant="outlined"
            color="error"
            disabled={batch.state === 'cancelling'}
            aria-label={`Cancel ${which}`}
            onClick={() => onCancel(batch)}
          >
            Cancel
          </Button>
        )}
      </Stack>
      {error && <QueryProblem error={error} onRetry={download} />}
    </Stack>
  );
}

/** One batch: how far it is, what it cost, its results. */
export function BatchRow({ batch, onCancel }: { batch: Batch; onCancel: (batch: Batch) => void }) {
  const { createdAt, endedAt } = batch;
  return (
    <Stack component="li" sx={{ gap: 1, px: { xs: 2, sm: 3 }, py: 2 }}>
      <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 2, alignItems: 'flex-start' }}>
        <Box sx={{ minWidth: 0 }}>
          <Typography variant="h3">{batchTitle(batch)}</Typography>
          <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
            Sent {formatDateTime(createdAt)}
            {endedAt !== null && ` · ended ${formatDateTime(endedAt)}`}
          </Typography>
        </Box>
        <BatchState state={batch.state} />
      </Stack>
      <BatchProgress counts={batch.counts} />
      <BatchFacts batch={batch} />
      <BatchActions batch={batch} onCancel={onCancel} />
    </Stack>
  );
}
