import AddIcon from '@mui/icons-material/AddOutlined';
import WebhookIcon from '@mui/icons-material/WebhookOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useWebhooksQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { CreateWebhookDialog } from './webhook-dialogs.tsx';
import { WebhookRow } from './webhook-row.tsx';

function Webhooks() {
  const { data, error, refetch } = useWebhooksQuery(undefined, { refetchOnMountOrArgChange: 10 });
  if (error && !data) {
    return (
      <Box sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
        <QueryProblem error={error} onRetry={() => void refetch()} />
      </Box>
    );
  }
  if (!data) return <LoadingRows label="Loading the webhooks" />;
  if (data.webhooks.length === 0) {
    return (
      <EmptyState icon={<WebhookIcon />} title="No webhooks yet">
        The hub calls your program when a run or a batch has ended, so that nothing has to wait or ask.
      </EmptyState>
    );
  }
  return (
    <RowList label="Webhooks">
      {data.webhooks.map((webhook) => (
        <WebhookRow key={webhook.id} webhook={webhook} />
      ))}
    </RowList>
  );
}

/** Addresses that are told of the end of runs and batches. */
export function WebhooksPage() {
  const [isCreating, setCreating] = useState(false);
  return (
    <Page>
      <PageHeading
        title="Webhooks"
        description="Your programs are called when a run or a batch has ended. Calls are signed, and tried again for a day and more."
      />
      <Panel
        title="Your webhooks"
        description="A run tells them when it is started with “webhook”: true or X-Hub-Webhook."
        action={
          <Button variant="contained" size="small" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
            New webhook
          </Button>
        }
        flush
      >
        <Webhooks />
      </Panel>
      {isCreating && <CreateWebhookDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
