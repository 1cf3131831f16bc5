import CallsIcon from '@mui/icons-material/ReceiptLongOutlined';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Run } from '@smart-ai-hub/contracts';
import { Link as RouterLink } from 'react-router';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCount, formatDateTime, formatDuration } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { RunOutcome } from '../../shared/ui/run-outcome.tsx';

const SHOWN = 6;

function tokensText({ usage }: Run): string | undefined {
  return usage ? `${formatCount(usage.inputTokens)} in / ${formatCount(usage.outputTokens)} out tokens` : undefined;
}

function RunFacts({ run }: { run: Run }) {
  const tokens = tokensText(run);
  return (
    <Typography variant="caption" component="p" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
      {formatDateTime(run.createdAt)}
      {tokens && ` · ${tokens}`}
      {run.firstTokenMs !== null && (
        <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
          {` · first token ${formatDuration(run.firstTokenMs)}`}
        </Box>
      )}
    </Typography>
  );
}

function RunRow({ run }: { run: Run }) {
  return (
    <Stack component="li" direction="row" sx={{ gap: 2, alignItems: 'center', px: { xs: 2, sm: 3 }, py: 1.5 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 540, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {run.model}
        </Typography>
        <RunFacts run={run} />
      </Box>
      <RunOutcome run={run} />
    </Stack>
  );
}

function LoadingRows() {
  return (
    <Stack role="status" aria-label="Loading the latest calls" sx={{ gap: 1.5, px: 3, pb: 3 }}>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} variant="rounded" height={44} />
      ))}
    </Stack>
  );
}

/** The newest calls, by this page and by API keys, with what each cost. */
export function LatestRuns({ runs }: { runs: readonly Run[] | undefined }) {
  return (
    <Panel
      title="Latest calls"
      description="Costs in credits."
      action={
        <Link component={RouterLink} to="/runs" variant="body2">
          All calls
        </Link>
      }
      flush
    >
      {!runs && <LoadingRows />}
      {runs?.length === 0 && (
        <EmptyState icon={<CallsIcon />} title="No calls yet">
          Every call of a model, from here or by API key, is listed with its tokens and its exact cost.
        </EmptyState>
      )}
      {runs && runs.length > 0 && (
        <Stack
          component="ul"
          sx={{ listStyle: 'none', m: 0, p: 0, '& > li': { borderTop: 1, borderColor: 'divider' } }}
        >
          {runs.slice(0, SHOWN).map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}
