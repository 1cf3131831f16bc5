import LogIcon from '@mui/icons-material/ReceiptLongOutlined';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useWebhookDeliveriesQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { DeliveryRow } from './delivery-row.tsx';

const PAGE_SIZE = 20;
/** A delivery is sent within a second or two, and tried again after five at the soonest. */
const LOOK_AGAIN_MS = 3_000;
const LOOK_FOR_NEW_MS = 30_000;

function usePageOfDeliveries(webhookId: string, page: number) {
  const query = { params: { id: webhookId }, query: { page, limit: PAGE_SIZE } };
  const known = useWebhookDeliveriesQuery(query).data;
  const isPending = known?.deliveries.some(({ state }) => state === 'pending') ?? false;
  return useWebhookDeliveriesQuery(query, {
    refetchOnMountOrArgChange: true,
    pollingInterval: isPending ? LOOK_AGAIN_MS : LOOK_FOR_NEW_MS,
    skipPollingIfUnfocused: true,
  });
}

function Log({ webhookId }: { webhookId: string }) {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = usePageOfDeliveries(webhookId, page);
  if (error && !data) {
    return (
      <Box sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
        <QueryProblem error={error} onRetry={() => void refetch()} />
      </Box>
    );
  }
  if (!data) return <LoadingRows label="Loading the deliveries" />;
  if (data.total === 0) {
    return (
      <EmptyState icon={<LogIcon />} title="Nothing was sent yet">
        Send a test to see whether your program takes it.
      </EmptyState>
    );
  }
  return (
    <>
      <RowList label="Deliveries">
        {data.deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} webhookId={webhookId} delivery={delivery} />
        ))}
      </RowList>
      <Pager
        label="deliveries"
        one="delivery"
        page={page}
        totalPages={data.totalPages}
        total={data.total}
        onPage={setPage}
      />
    </>
  );
}

/** What was sent to a webhook and what became of it, the latest first. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  return (
    <Panel title="Deliveries" description="The latest first, kept for 30 days." flush>
      <Log webhookId={webhookId} />
    </Panel>
  );
}
