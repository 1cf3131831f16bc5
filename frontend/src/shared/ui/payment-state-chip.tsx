import Chip, { type ChipProps } from '@mui/material/Chip';
import type { PaymentState } from '@smart-ai-hub/contracts';

export const paymentStateNames: Record<PaymentState, string> = {
  pending: 'Pending',
  completed: 'Paid',
  expired: 'Expired',
  failed: 'Failed',
  refunded: 'Refunded',
  disputed: 'Disputed',
};

const colors: Record<PaymentState, NonNullable<ChipProps['color']>> = {
  pending: 'info',
  completed: 'success',
  expired: 'default',
  failed: 'error',
  refunded: 'default',
  disputed: 'warning',
};

/** How a payment stands, in words and by color. */
export function PaymentStateChip({ state }: { state: PaymentState }) {
  return (
    <Chip
      size="small"
      variant="outlined"
      label={paymentStateNames[state]}
      color={colors[state]}
      sx={{ minWidth: 84 }}
    />
  );
}
