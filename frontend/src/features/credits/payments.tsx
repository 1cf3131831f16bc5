import LeaveIcon from '@mui/icons-material/OpenInNewRounded';
import ReceiptIcon from '@mui/icons-material/ReceiptOutlined';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { useState } from 'react';
import { useOpenPortalMutation, usePackagesQuery, usePaymentsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { PaymentRow } from './payment-row.tsx';

const PAGE_SIZE = 10;

/** Leads to a page of the payment provider, which comes back here. */
function BillingPortal() {
  const [open, { error, isLoading, isSuccess }] = useOpenPortalMutation();
  const go = async () => {
    const { data } = await open();
    if (data) globalThis.location.assign(data.url);
  };
  return (
    <Stack sx={{ gap: 1.5, alignItems: 'flex-start' }}>
      <Button
        size="small"
        variant="outlined"
        endIcon={<LeaveIcon />}
        loading={isLoading || isSuccess}
        onClick={() => void go()}
      >
        Invoices and cards
      </Button>
      {error && <QueryProblem error={error} onRetry={() => void go()} />}
    </Stack>
  );
}

/** Every purchase of the account, newest first. */
export function Payments() {
  const [page, setPage] = useState(1);
  const { data: offer } = usePackagesQuery();
  const isSold = offer !== undefined && offer.provider !== 'none';
  const { data, error, refetch } = usePaymentsQuery(
    { query: { page, limit: PAGE_SIZE } },
    { refetchOnMountOrArgChange: 10 },
  );
  return (
    <Panel
      title="Purchases"
      description="Our payment provider has all invoices, and the cards that it keeps for you, on a page of its own."
      action={isSold && <BillingPortal />}
      flush
    >
      {error && !data && (
        <Stack sx={{ p: 2 }}>
          <QueryProblem error={error} onRetry={() => void refetch()} />
        </Stack>
      )}
      {!error && !data && <LoadingRows label="Loading the purchases" />}
      {data?.total === 0 && (
        <EmptyState icon={<ReceiptIcon />} title="No purchases yet">
          What you buy is listed here, with its receipt.
        </EmptyState>
      )}
      {data && data.total > 0 && (
        <>
          <RowList label="Purchases">
            {data.payments.map((payment) => (
              <PaymentRow key={payment.id} payment={payment} />
            ))}
          </RowList>
          <Pager
            label="purchases"
            one="purchase"
            page={page}
            totalPages={data.totalPages}
            total={data.total}
            onPage={setPage}
          />
        </>
      )}
    </Panel>
  );
}
