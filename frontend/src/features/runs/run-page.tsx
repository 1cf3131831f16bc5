import CallIcon from '@mui/icons-material/ReceiptLongOutlined';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import type { Run } from '@smart-ai-hub/contracts';
import { Link as RouterLink, useParams } from 'react-router';
import { useRunQuery } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { FactList } from '../../shared/ui/fact-list.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RunStateChip } from '../../shared/ui/run-state-chip.tsx';
import { ContentPanel } from './content-panel.tsx';
import { describeRun } from './describe-run.ts';

type RunViewProps = { run: Run; readAt: number; onLookAgain: () => void };

function RunView({ run, readAt, onLookAgain }: RunViewProps) {
  return (
    <>
      <PageHeading
        title={`Call of ${run.model}`}
        description={formatDateTime(run.createdAt)}
        action={<RunStateChip state={run.state} />}
      />
      <Panel title="What is known of it">
        <FactList facts={describeRun(run)} />
      </Panel>
      <ContentPanel run={run} now={readAt} onLookAgain={onLookAgain} />
    </>
  );
}

/** One call: what it used and cost, and what it was asked and answered, where that is kept. */
export function RunPage() {
  const { id = '' } = useParams();
  const {
    data,
    error,
    refetch,
    fulfilledTimeStamp = 0,
  } = useRunQuery({ params: { id } }, { refetchOnMountOrArgChange: true });
  const isUnknown = isProblem(error) && (error.code === 'not_found' || error.code === 'validation_failed');
  return (
    <Page>
      <Box component="nav" aria-label="Back" sx={{ mb: -1.5 }}>
        <Link component={RouterLink} to="/runs" variant="body2">
          ← Request log
        </Link>
      </Box>
      {isUnknown && (
        <>
          <PageHeading title="Call" />
          <EmptyState icon={<CallIcon />} title="There is no such call">
            It is not one of your account, or its address is not whole. Nobody can look at calls of others.
          </EmptyState>
        </>
      )}
      {error && !isUnknown && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingRows label="Loading the call" />}
      {data && !isUnknown && <RunView run={data.run} readAt={fulfilledTimeStamp} onLookAgain={() => void refetch()} />}
    </Page>
  );
}
