import Box from '@mui/material/Box';
import { formatCredits, formatSignedCredits } from './format.ts';

type CreditsProps = { amount: number; signed?: boolean; unit?: boolean };

/** An amount of credits in tabular figures, so that columns of money line up. */
export function Credits({ amount, signed = false, unit = false }: CreditsProps) {
  return (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {signed ? formatSignedCredits(amount) : formatCredits(amount)}
      {unit && ' credits'}
    </Box>
  );
}
