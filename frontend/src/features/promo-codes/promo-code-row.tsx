import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { PromoCode } from '@smart-ai-hub/contracts';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { monospace } from '../../theme/theme.ts';
import { describeTime, describeUses, describeValue, promoCodeStates } from './describe-promo-code.ts';

/** One promo code: what it gives, how often it was redeemed, until when it holds. */
export function PromoCodeRow({ promoCode, onEnd }: { promoCode: PromoCode; onEnd: (promoCode: PromoCode) => void }) {
  const { code, state, note } = promoCode;
  const { label, color } = promoCodeStates[state];
  const canEnd = state === 'active' || state === 'upcoming';
  return (
    <Stack component="li" sx={{ gap: 0.25, px: { xs: 2, sm: 3 }, py: 1.75 }}>
      <Stack direction="row" sx={{ alignItems: 'center', columnGap: 1, flexWrap: 'wrap' }}>
        <Typography sx={{ fontFamily: monospace, fontWeight: 600, overflowWrap: 'anywhere' }}>{code}</Typography>
        <CopyButton text={code} label={`Copy ${code}`} />
        <Box sx={{ flex: 1 }} />
        <Chip size="small" variant="outlined" label={label} color={color} />
        {canEnd && (
          <Button
            size="small"
            variant="outlined"
            color="error"
            aria-label={`End ${code}`}
            onClick={() => onEnd(promoCode)}
          >
            End
          </Button>
        )}
      </Stack>
      <Typography variant="body2">
        {describeValue(promoCode)} · {describeUses(promoCode)} · {describeTime(promoCode)}
      </Typography>
      {note !== '' && (
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {note}
        </Typography>
      )}
    </Stack>
  );
}
