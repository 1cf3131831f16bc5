import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { AdministeredPayment } from '@smart-ai-hub/contracts';
import { Link as RouterLink } from 'react-router';
import { formatCount, formatCredits, formatDateTime, formatPrice } from '../../shared/ui/format.ts';
import { PaymentStateChip } from '../../shared/ui/payment-state-chip.tsx';
import { describeProblem } from './describe-payment-problem.ts';

/** What is left of a payment that can be paid back. */
const isRefundable = ({ state, price, refunded }: AdministeredPayment) => state === 'completed' && refunded < price;

function Facts({ payment }: { payment: AdministeredPayment }) {
  const { id, source, sessionId, paymentIntentId, refunded, creditsReversed, createdAt } = payment;
  const facts = [
    formatDateTime(createdAt),
    source === 'auto_top_up' ? 'automatic top-up' : 'checkout',
    refunded > 0 ? `${formatPrice(refunded)} paid back` : '',
    creditsReversed > 0 ? `${formatCredits(creditsReversed)} credits taken back` : '',
    id,
    paymentIntentId ?? sessionId ?? '',
  ];
  return (
    <Typography variant="caption" component="p" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
      {facts.filter((fact) => fact !== '').join(' · ')}
    </Typography>
  );
}

type RowProps = { payment: AdministeredPayment; onRefund: (payment: AdministeredPayment) => void };

/** One payment of any account: who paid, what became of it, what a person has to look at. */
export function AdministeredPaymentRow({ payment, onRefund }: RowProps) {
  const { accountId, email, credits, price, state, problem } = payment;
  const name = `${formatPrice(price)} of ${email ?? accountId}`;
  return (
    <Stack component="li" sx={{ gap: 0.75, px: { xs: 2, sm: 3 }, py: 1.75 }}>
      <Stack direction="row" sx={{ alignItems: 'center', columnGap: 2, rowGap: 0.5, flexWrap: 'wrap' }}>
        <Box sx={{ flex: 1, minWidth: 200 }}>
          <Link component={RouterLink} to={`/administration/accounts/${accountId}`}>
            {email ?? accountId}
          </Link>
          <Typography variant="body2">
            {formatCount(credits)} credits for {formatPrice(price)}
          </Typography>
        </Box>
        {isRefundable(payment) && (
          <Button
            size="small"
            variant="outlined"
            color="error"
            aria-label={`Refund ${name}`}
            onClick={() => onRefund(payment)}
          >
            Refund
          </Button>
        )}
        <PaymentStateChip state={state} />
      </Stack>
      <Facts payment={payment} />
      {problem !== null && (
        <Alert severity="warning" variant="outlined">
          {describeProblem(problem)}
        </Alert>
      )}
    </Stack>
  );
}
