import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { PriceEntry } from '@smart-ai-hub/contracts';
import { useEndPriceMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

/** What callers pay changes at once, so it is asked for twice. */
export function EndPriceDialog({ price, onClose }: { price: PriceEntry; onClose: () => void }) {
  const [end, { error, isLoading }] = useEndPriceMutation();
  const isUpcoming = price.state === 'upcoming';
  const confirm = async () => {
    const result = await end({ params: { id: price.id } });
    if (!result.error) onClose();
  };
  return (
    <Dialog open fullWidth maxWidth="xs" onClose={onClose} aria-labelledby="end-price-title">
      <DialogTitle id="end-price-title">{isUpcoming ? 'Withdraw this price?' : 'End this price now?'}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography variant="body2">
            {isUpcoming
              ? 'It will not take effect. It stays in the price book as withdrawn.'
              : 'New calls cost what comes next in the price book, usually the list price. Calls that are running keep the price that they began with.'}
          </Typography>
          {isProblem(error) && <ProblemNotice problem={error} />}
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} autoFocus>
          Keep it
        </Button>
        <Button variant="contained" color="error" loading={isLoading} onClick={() => void confirm()}>
          {isUpcoming ? 'Withdraw price' : 'End price'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
