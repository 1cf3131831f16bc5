import ReceiptIcon from '@mui/icons-material/ReceiptOutlined';
import Box from '@mui/material/Box';
import Chip, { type ChipProps } from '@mui/material/Chip';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Payment, PaymentState } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { usePaymentsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatDateTime, formatPrice } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { creditsOf, describePayment, paymentStateNames } from './describe-payment.ts';

const PAGE_SIZE = 10;

const colors: Record<PaymentState, ChipProps['color']> = {
  pending: 'info',
  completed: 'success',
  expired: 'default',
  failed: 'error',
  refunded: 'default',
  disputed: 'warning',
};

function PaymentRow({ payment }: { payment: Payment }) {
  const note = describePayment(payment);
  return (
    <Box component="li" sx={{ px: { xs: 2, sm: 3 }, py: 1.75 }}>
      <Stack direction="row" sx={{ alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Box sx={{ flex: 1, minWidth: 150 }}>
          <Typography sx={{ fontWeight: 600 }}>{creditsOf(payment)}</Typography>
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            {formatDateTime(payment.createdAt)}
          </Typography>
        </Box>
        {payment.receiptUrl !== null && (
          <Link
            href={payment.receiptUrl}
            target="_blank"
            rel="noreferrer"
            variant="body2"
            aria-label={`Receipt of ${formatDateTime(payment.createdAt)}, opens in a new tab`}
          >
            Receipt
          </Link>
        )}
        <Typography sx={{ fontVariantNumeric: 'tabular-nums' }}>{formatPrice(payment.price)}</Typography>
        <Chip
          size="small"
          variant="outlined"
          label={paymentStateNames[payment.state]}
          color={colors[payment.state]}
          sx={{ minWidth: 84 }}
        />
      </Stack>
      {note !== undefined && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.5 }}>
          {note}
        </Typography>
      )}
    </Box>
  );
}

/** Every purchase of the account, newest first. */
export function Payments() {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = usePaymentsQuery(
    { query: { page, limit: PAGE_SIZE } },
    { refetchOnMountOrArgChange: 10 },
  );
  return (
    <Panel title="Purchases" flush>
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
