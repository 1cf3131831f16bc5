import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useOnline } from '../../shared/ui/use-online.ts';

/** What is on the page stays readable without a network; this says why nothing new arrives. */
export function OfflineBanner() {
  const isOnline = useOnline();
  return (
    <Box aria-live="polite">
      {!isOnline && (
        <Alert severity="warning" role="status" sx={{ borderRadius: 0 }}>
          You are offline. What you see may be out of date; running answers continue on the hub and are caught up with
          later.
        </Alert>
      )}
    </Box>
  );
}
