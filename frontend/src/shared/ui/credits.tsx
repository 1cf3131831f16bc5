import Box from '@mui/material/Box';
import { formatAlignedCredits, formatCredits, formatSignedCredits } from './format.ts';

const formats = { plain: formatCredits, aligned: formatAlignedCredits, signed: formatSignedCredits };

type CreditsProps = { amount: number; format?: keyof typeof formats };

/** An exact amount of credits in tabular figures; `aligned` and `signed` are for columns. */
export function Credits({ amount, format = 'plain' }: CreditsProps) {
  return (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {formats[format](amount)}
    </Box>
  );
}
