import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { createApiKeyBodySchema } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useCreateApiKeyMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { SecretOnce } from '../../shared/ui/secret-once.tsx';

const fieldNames = ['name'] as const;

type CreateKey = ReturnType<typeof useCreateApiKeyMutation>;

function NameForm({ mutation: [create, { error, isLoading }], onClose }: { mutation: CreateKey; onClose: () => void }) {
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: zodResolver(createApiKeyBodySchema),
    defaultValues: { name: '' },
  });
  const submit = handleSubmit(async (body) => {
    const result = await create({ body });
    if (isProblem(result.error)) applyFieldErrors(result.error, fieldNames, setError);
  });
  return (
    <form noValidate onSubmit={submit} aria-label="Create API key">
      <DialogContent sx={{ pt: 0 }}>
        <Stack sx={{ gap: 2 }}>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            Name it after the program that will use it, so that you know which one to revoke.
          </Typography>
          {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
          <FormTextField
            label="Name"
            autoFocus
            autoComplete="off"
            field={register('name')}
            fieldError={formState.errors.name}
          />
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" loading={isLoading}>
          Create key
        </Button>
      </DialogActions>
    </form>
  );
}

/** Asks for a name, then shows the secret, once. The secret lives in this dialog only and goes with it. */
export function CreateApiKeyDialog({ onClose }: { onClose: () => void }) {
  const mutation = useCreateApiKeyMutation();
  const secret = mutation[1].data?.secret;
  // A click beside the dialog must not take away a secret that cannot be shown again.
  const onDismiss = secret === undefined ? onClose : undefined;
  return (
    <Dialog open fullWidth maxWidth="sm" aria-labelledby="create-key-title" {...(onDismiss && { onClose: onDismiss })}>
      <DialogTitle id="create-key-title">{secret === undefined ? 'Create API key' : 'Your new API key'}</DialogTitle>
      {secret === undefined ? (
        <NameForm mutation={mutation} onClose={onClose} />
      ) : (
        <SecretOnce secret={secret} label="API key" copyLabel="Copy key" onClose={onClose}>
          Copy it now and keep it safe: it is shown this once and cannot be read again.
        </SecretOnce>
      )}
    </Dialog>
  );
}
