import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip, { type ChipProps } from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { PriceEntry, PriceEntryState } from '@smart-ai-hub/contracts';
import { describePeriod, describePriceEntry, describeSource } from './describe-price-entry.ts';

const states: Record<PriceEntryState, { label: string; color: ChipProps['color'] }> = {
  current: { label: 'In effect', color: 'success' },
  upcoming: { label: 'Upcoming', color: 'info' },
  overridden: { label: 'Overridden', color: 'default' },
  past: { label: 'Past', color: 'default' },
  withdrawn: { label: 'Withdrawn', color: 'default' },
};

type PriceEntryRowProps = { price: PriceEntry; userId: string | undefined; onEnd: (price: PriceEntry) => void };

/** One line of the price book. */
export function PriceEntryRow({ price, userId, onEnd }: PriceEntryRowProps) {
  const { label, color } = states[price.state];
  const isOver = price.state === 'past' || price.state === 'withdrawn';
  const isEndable = price.source === 'admin' && !isOver;
  return (
    <Stack
      component="li"
      direction="row"
      sx={{ gap: 2, py: 1.25, alignItems: 'flex-start', justifyContent: 'space-between' }}
    >
      <Box sx={{ minWidth: 0 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Chip size="small" label={label} color={color ?? 'default'} variant="outlined" />
          <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 540 }}>
            {describePriceEntry(price)}
          </Typography>
        </Stack>
        <Typography variant="caption" component="p" sx={{ color: 'text.secondary', mt: 0.5 }}>
          {describePeriod(price)} · {describeSource(price, userId)}
        </Typography>
        {price.note !== '' && (
          <Typography variant="body2" sx={{ mt: 0.25 }}>
            {price.note}
          </Typography>
        )}
      </Box>
      {isEndable && (
        <Button size="small" color="inherit" variant="outlined" onClick={() => onEnd(price)} sx={{ flexShrink: 0 }}>
          {price.state === 'upcoming' ? 'Withdraw' : 'End now'}
        </Button>
      )}
    </Stack>
  );
}
