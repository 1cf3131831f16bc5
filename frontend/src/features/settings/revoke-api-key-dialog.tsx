import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ApiKey } from '@smart-ai-hub/contracts';
import { useRevokeApiKeyMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

/** Revoking cannot be undone, so it is asked for twice. */
export function RevokeApiKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [revoke, { error, isLoading }] = useRevokeApiKeyMutation();
  const confirm = async () => {
    const result = await revoke({ params: { id: apiKey.id } });
    if (!result.error) onClose();
  };
  return (
    <Dialog open fullWidth maxWidth="xs" onClose={onClose} aria-labelledby="revoke-key-title">
      <DialogTitle id="revoke-key-title">Revoke “{apiKey.name}”?</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography variant="body2">
            Programs that use this key are refused at once. This cannot be undone.
          </Typography>
          {isProblem(error) && <ProblemNotice problem={error} />}
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} autoFocus>
          Keep the key
        </Button>
        <Button variant="contained" color="error" loading={isLoading} onClick={() => void confirm()}>
          Revoke key
        </Button>
      </DialogActions>
    </Dialog>
  );
}
