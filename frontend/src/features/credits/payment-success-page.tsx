import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Payment } from '@smart-ai-hub/contracts';
import { useEffect } from 'react';
import { useDispatch } from 'react-redux';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { hubApi, usePaymentQuery } from '../../shared/api/hub-api.ts';
import { formatPrice } from '../../shared/ui/format.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { creditsOf, describePayment } from './describe-payment.ts';

const ASK_AGAIN_MS = 2_000;

const headings: Record<Payment['state'], string> = {
  pending: 'Waiting for your payment',
  completed: 'Thank you: your credits are here',
  refunded: 'This payment was refunded',
  disputed: 'This payment is disputed',
  expired: 'This payment has expired',
  failed: 'This payment failed',
};

function Outcome({ payment }: { payment: Payment }) {
  const note = describePayment(payment);
  return (
    <Panel title={`${creditsOf(payment)} for ${formatPrice(payment.price)}`}>
      <Stack sx={{ gap: 2, alignItems: 'flex-start' }} role="status">
        {payment.state === 'pending' && (
          <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
            <CircularProgress size={18} aria-label="Waiting" />
            <Typography>We ask whether the money has come. You may leave this page: nothing is lost.</Typography>
          </Stack>
        )}
        {note !== undefined && <Typography sx={{ color: 'text.secondary' }}>{note}</Typography>}
        {payment.state === 'completed' && note === undefined && (
          <Typography>
            They are in your balance, less what was owed if anything was, and the purchase is in your ledger.
          </Typography>
        )}
        <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
          <Button component={RouterLink} to="/credits" variant="contained">
            Open credits
          </Button>
          {payment.receiptUrl !== null && (
            <Button href={payment.receiptUrl} target="_blank" rel="noreferrer" variant="outlined">
              Receipt
            </Button>
          )}
        </Stack>
      </Stack>
    </Panel>
  );
}

/** Where the payment page comes back to. The hub asks its payment provider with each look, so that a late message does not matter. */
export function PaymentSuccessPage() {
  const [parameters] = useSearchParams();
  const id = parameters.get('session_id') ?? '';
  const { data, error, refetch } = usePaymentQuery(
    { params: { id } },
    { skip: id === '', refetchOnMountOrArgChange: true },
  );
  const payment = data?.payment;
  usePollWhile(payment?.state === 'pending', refetch);
  useFreshBalance(payment?.state === 'completed');
  return (
    <Page>
      <PageHeading title={payment === undefined ? 'Your payment' : headings[payment.state]} />
      {error && payment === undefined && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {id === '' && (
        <Typography>The address of this page names no payment. Your purchases are listed under credits.</Typography>
      )}
      {id !== '' && !error && payment === undefined && <CircularProgress aria-label="Loading the payment" />}
      {payment !== undefined && <Outcome payment={payment} />}
    </Page>
  );
}

function usePollWhile(isPending: boolean, refetch: () => unknown): void {
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(() => void refetch(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isPending, refetch]);
}

/** The balance in the app bar was read before the payment. */
function useFreshBalance(isPaid: boolean): void {
  const dispatch = useDispatch();
  useEffect(() => {
    if (isPaid) dispatch(hubApi.util.invalidateTags(['Balance', 'Transactions', 'Payments']));
  }, [isPaid, dispatch]);
}
