import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link, useLocation } from 'react-router';
import { useBalanceQuery } from '../../shared/api/hub-api.ts';
import { formatCredits } from '../../shared/ui/format.ts';

/** Why every call is refused, on every page: nobody in debt should have to find it out from a program that fails. */
export function DebtBanner() {
  const debt = useBalanceQuery().data?.debt ?? 0;
  const { pathname } = useLocation();
  return (
    <Box aria-live="polite">
      {debt > 0 && (
        <Alert severity="warning" role="status" sx={{ borderRadius: 0, px: { xs: 2, sm: 4 } }}>
          <AlertTitle sx={{ fontWeight: 600, mb: 0.25 }}>You owe {formatCredits(debt)} credits</AlertTitle>A payment was
          refunded or disputed after its credits had been spent. Until that is paid new calls are refused (402,
          account_in_debt); those that are running finish. Buy credits: the purchase pays it first. If the payment
          should not have been reversed, contact the support of your hub.
          {pathname !== '/credits' && (
            <Box sx={{ mt: 1 }}>
              <Button size="small" variant="outlined" color="inherit" component={Link} to="/credits">
                Buy credits
              </Button>
            </Box>
          )}
        </Alert>
      )}
    </Box>
  );
}
