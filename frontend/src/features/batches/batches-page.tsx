import AddIcon from '@mui/icons-material/AddOutlined';
import BatchesIcon from '@mui/icons-material/DynamicFeedOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import type { Batch } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useBatchesQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { BatchRow } from './batch-row.tsx';
import { CancelBatchDialog } from './cancel-batch-dialog.tsx';
import { hasEnded } from './describe-batch.ts';

const PAGE_SIZE = 10;
/** While one is under way; other batches may be sent by programs. */
const LOOK_AGAIN_MS = 2_000;
const LOOK_FOR_NEW_MS = 30_000;

function usePageOfBatches(page: number) {
  const query = { query: { page, limit: PAGE_SIZE } };
  const isUnderWay = useBatchesQuery(query).data?.batches.some((batch) => !hasEnded(batch)) ?? false;
  return useBatchesQuery(query, {
    refetchOnMountOrArgChange: true,
    pollingInterval: isUnderWay ? LOOK_AGAIN_MS : LOOK_FOR_NEW_MS,
    skipPollingIfUnfocused: true,
  });
}

function Batches() {
  const [page, setPage] = useState(1);
  const [cancelled, setCancelled] = useState<Batch | null>(null);
  const { data, error, refetch } = usePageOfBatches(page);
  if (error && !data) {
    return (
      <Box sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
        <QueryProblem error={error} onRetry={() => void refetch()} />
      </Box>
    );
  }
  if (!data) return <LoadingRows label="Loading the batches" />;
  if (data.total === 0) {
    return (
      <EmptyState
        icon={<BatchesIcon />}
        title="No batches yet"
        action={
          <Button variant="outlined" component={RouterLink} to="/batches/new">
            New batch
          </Button>
        }
      >
        Send up to 1,000 calls at once. They cost what other calls cost, and come behind everything that somebody waits
        for.
      </EmptyState>
    );
  }
  return (
    <>
      <RowList label="Batches">
        {data.batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} onCancel={setCancelled} />
        ))}
      </RowList>
      <Pager label="batches" one="batch" page={page} totalPages={data.totalPages} total={data.total} onPage={setPage} />
      {cancelled && <CancelBatchDialog batch={cancelled} onClose={() => setCancelled(null)} />}
    </>
  );
}

/** Calls that nobody waits for, sent many at once. */
export function BatchesPage() {
  return (
    <Page>
      <PageHeading
        title="Batches"
        description={
          <>
            Many calls that nobody waits for. Programs send them by <Link href="/docs">POST /api/batches</Link>.
          </>
        }
        action={
          <Button variant="contained" startIcon={<AddIcon />} component={RouterLink} to="/batches/new">
            New batch
          </Button>
        }
      />
      <Panel title="Your batches" description="Kept for 30 days; answers for 24 hours." flush>
        <Batches />
      </Panel>
    </Page>
  );
}
