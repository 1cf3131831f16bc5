import Box from '@mui/material/Box';
import { formatCredits, formatDollarPrice } from '../../shared/ui/format.ts';

/** Credits per million tokens, and below them the same in US dollars. */
export function PriceAmount({ credits }: { credits: number }) {
  return (
    <Box component="span" sx={{ display: 'block', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {formatCredits(credits)}
      <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: '0.8125rem' }}>
        {formatDollarPrice(credits)}
      </Box>
    </Box>
  );
}
