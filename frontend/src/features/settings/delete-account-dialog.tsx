import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { DELETION_PHRASE, deleteMeBodySchema } from '@smart-ai-hub/contracts';
import { useForm, type UseFormRegisterReturn } from 'react-hook-form';
import { useDispatch } from 'react-redux';
import type { z } from 'zod';
import { useBalanceQuery, useDeleteAccountMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { endSession, type SessionDispatch } from '../../shared/api/session.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { formatCredits } from '../../shared/ui/format.ts';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

type Values = z.input<typeof deleteMeBodySchema>;
type Body = z.output<typeof deleteMeBodySchema>;

const fieldNames = ['password', 'confirm', 'forfeitCredits'] as const;

function useDeletionForm() {
  const dispatch = useDispatch<SessionDispatch>();
  const [deleteAccount, { error, isLoading }] = useDeleteAccountMutation();
  const form = useForm<Values, unknown, Body>({
    resolver: zodResolver(deleteMeBodySchema),
    defaultValues: { password: '', forfeitCredits: false },
  });
  const submit = form.handleSubmit(async (body) => {
    const answer = await deleteAccount({ body });
    if (isProblem(answer.error)) applyFieldErrors(answer.error, fieldNames, form.setError);
    else if (!answer.error) dispatch(endSession({ expired: false }));
  });
  return { form, submit, error, isLoading };
}

/** Nothing where there are no credits to give up. */
function Forfeit({ field: { ref, ...field }, isMissing }: { field: UseFormRegisterReturn; isMissing: boolean }) {
  const { data } = useBalanceQuery();
  if (!data || data.balance <= 0) return null;
  return (
    <Stack>
      <FormControlLabel
        control={<Checkbox {...field} slotProps={{ input: { ref } }} />}
        label={`Give up the ${formatCredits(data.balance)} credits that are left`}
      />
      <Typography
        variant="body2"
        role={isMissing ? 'alert' : undefined}
        sx={{ color: isMissing ? 'error.main' : 'text.secondary' }}
      >
        They are not paid out. If you want money back, ask for a refund of your purchases first.
      </Typography>
    </Stack>
  );
}

/** Asks for the password and a typed sentence: there is no way back. */
export function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const {
    form: { register, formState },
    submit,
    error,
    isLoading,
  } = useDeletionForm();
  const { errors } = formState;
  return (
    <Dialog open fullWidth maxWidth="sm" onClose={onClose} aria-labelledby="deletion-title">
      <DialogTitle id="deletion-title">Delete your account?</DialogTitle>
      <form noValidate onSubmit={(event) => void submit(event)} aria-label="Delete your account">
        <DialogContent sx={{ pt: 0 }}>
          <Stack sx={{ gap: 2 }}>
            <Typography variant="body2">
              You are signed out everywhere, and your API keys stop working. Your name, e-mail, sessions, keys, webhooks
              and everything that was kept are deleted. Calls and purchases stay in the books, under an id that leads to
              nobody. There is no way back.
            </Typography>
            {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
            <PasswordField
              label="Your password"
              autoFocus
              autoComplete="current-password"
              field={register('password')}
              fieldError={errors.password}
            />
            <FormTextField
              label={`Type: ${DELETION_PHRASE}`}
              autoComplete="off"
              field={register('confirm')}
              fieldError={errors.confirm}
            />
            <Forfeit field={register('forfeitCredits')} isMissing={errors.forfeitCredits !== undefined} />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>Keep my account</Button>
          <Button type="submit" variant="contained" color="error" loading={isLoading}>
            Delete my account
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
