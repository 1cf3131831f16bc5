import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { Link as RouterLink } from 'react-router';
import { chatModelsOf } from '../../shared/api/chat-models.ts';
import { useModelsQuery } from '../../shared/api/hub-api.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { NewBatchForm } from './new-batch-form.tsx';

/** Sends many calls at once. */
export function NewBatchPage() {
  const { data, error, refetch } = useModelsQuery();
  return (
    <Page>
      <Stack component="nav" aria-label="Back" sx={{ mb: -1.5 }}>
        <Link component={RouterLink} to="/batches" variant="body2" sx={{ width: 'fit-content' }}>
          ← All batches
        </Link>
      </Stack>
      <PageHeading
        title="New batch"
        description="Up to 1,000 calls. They may take up to 24 hours, and are charged one by one as they end."
      />
      <Panel title="Calls">
        {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
        {!error && !data && <Skeleton variant="rounded" height={320} aria-label="Loading the models" />}
        {data && <NewBatchForm models={chatModelsOf(data)} />}
      </Panel>
    </Page>
  );
}
