import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router';
import { Page, PageHeading } from '../../shared/ui/page.tsx';

/** Where the payment page leads back to without a payment. */
export function PaymentCancelPage() {
  return (
    <Page>
      <PageHeading title="Nothing was bought" />
      <Stack sx={{ gap: 2, alignItems: 'flex-start' }}>
        <Typography>You left the payment page. Nothing was taken, and your credits are as they were.</Typography>
        <Button component={RouterLink} to="/credits" variant="contained">
          Back to credits
        </Button>
      </Stack>
    </Page>
  );
}
