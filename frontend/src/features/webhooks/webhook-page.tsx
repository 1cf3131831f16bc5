import WebhookIcon from '@mui/icons-material/WebhookOutlined';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Webhook } from '@smart-ai-hub/contracts';
import { Link as RouterLink, useParams } from 'react-router';
import { useWebhooksQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { Deliveries } from './deliveries.tsx';
import { eventNames, webhookTitle } from './describe-webhook.ts';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookState } from './webhook-state.tsx';

function Trouble({ webhook: { enabled, disabledReason, failingSince } }: { webhook: Webhook }) {
  if (!enabled && disabledReason !== null) {
    return (
      <Alert severity="error" variant="outlined">
        The hub disabled this webhook: {disabledReason}. Mend the address, then enable it.
      </Alert>
    );
  }
  if (!enabled || failingSince === null) return null;
  return (
    <Alert severity="warning" variant="outlined">
      No delivery has succeeded since {formatDateTime(failingSince)}. After five days without a success the hub disables
      it.
    </Alert>
  );
}

function WebhookView({ webhook }: { webhook: Webhook }) {
  return (
    <>
      <PageHeading
        title={webhookTitle(webhook)}
        description={webhook.url}
        action={<WebhookState webhook={webhook} />}
      />
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        Told of: {webhook.events.map((event) => eventNames[event].toLowerCase()).join(', ')}. Made{' '}
        {formatDateTime(webhook.createdAt)}.
      </Typography>
      <Trouble webhook={webhook} />
      <WebhookActions webhook={webhook} />
      <Deliveries webhookId={webhook.id} />
    </>
  );
}

function NoWebhook() {
  return (
    <>
      <PageHeading title="Webhook" />
      <EmptyState
        icon={<WebhookIcon />}
        title="There is no such webhook"
        action={
          <Button variant="outlined" component={RouterLink} to="/webhooks">
            All webhooks
          </Button>
        }
      >
        It may have been deleted, or belong to another account.
      </EmptyState>
    </>
  );
}

/** One webhook: its state, what can be done with it, and its log. */
export function WebhookPage() {
  const { id } = useParams();
  const { data, error, refetch } = useWebhooksQuery(undefined, { refetchOnMountOrArgChange: 10 });
  const webhook = data?.webhooks.find((one) => one.id === id);
  return (
    <Page>
      <Stack component="nav" aria-label="Back" sx={{ mb: -1.5 }}>
        <Link component={RouterLink} to="/webhooks" variant="body2" sx={{ width: 'fit-content' }}>
          ← All webhooks
        </Link>
      </Stack>
      {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingRows label="Loading the webhook" />}
      {data && (webhook ? <WebhookView key={webhook.id} webhook={webhook} /> : <NoWebhook />)}
    </Page>
  );
}
