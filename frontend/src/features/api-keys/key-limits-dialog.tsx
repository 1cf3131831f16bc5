import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ApiKey, ChangeApiKey } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useChangeApiKeyMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { FallbackModelsField } from './fallback-models-field.tsx';
import { type KeyLimitsValues, keyLimitFields, keyLimitsFormSchema, keyLimitsValuesOf } from './key-limits-form.ts';

type KeyLimitsDialogProps = { apiKey: ApiKey; onClose: () => void };

function useLimitsForm({ apiKey, onClose }: KeyLimitsDialogProps) {
  const [change, { error, isLoading }] = useChangeApiKeyMutation();
  const form = useForm<KeyLimitsValues, unknown, ChangeApiKey>({
    resolver: zodResolver(keyLimitsFormSchema),
    defaultValues: keyLimitsValuesOf(apiKey),
  });
  const submit = form.handleSubmit(async (body) => {
    const result = await change({ params: { id: apiKey.id }, body });
    if (isProblem(result.error)) applyFieldErrors(result.error, keyLimitFields, form.setError);
    else if (!result.error) onClose();
  });
  return { form, submit, error, isLoading };
}

function LimitFields({ form: { register, formState } }: Pick<ReturnType<typeof useLimitsForm>, 'form'>) {
  const { budgets, requestsPerMinute, tokensPerMinute } = formState.errors;
  const number = { autoComplete: 'off', slotProps: { htmlInput: { inputMode: 'decimal' as const } } };
  return (
    <>
      <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2 }}>
        <FormTextField label="Credits a day" {...number} field={register('budgets.day')} fieldError={budgets?.day} />
        <FormTextField
          label="Credits a month"
          {...number}
          field={register('budgets.month')}
          fieldError={budgets?.month}
        />
        <FormTextField
          label="Credits in all"
          {...number}
          field={register('budgets.total')}
          fieldError={budgets?.total}
        />
      </Stack>
      <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2 }}>
        <FormTextField
          label="Requests a minute"
          {...number}
          field={register('requestsPerMinute')}
          fieldError={requestsPerMinute}
        />
        <FormTextField
          label="Tokens a minute"
          {...number}
          field={register('tokensPerMinute')}
          fieldError={tokensPerMinute}
        />
      </Stack>
    </>
  );
}

/** What a key may spend and how often it may call; an empty field is no limit. */
export function KeyLimitsDialog({ apiKey, onClose }: KeyLimitsDialogProps) {
  const { form, submit, error, isLoading } = useLimitsForm({ apiKey, onClose });
  return (
    <Dialog open fullWidth maxWidth="sm" onClose={onClose} aria-labelledby="key-limits-title">
      <DialogTitle id="key-limits-title">Limits of “{apiKey.name}”</DialogTitle>
      <form noValidate onSubmit={submit} aria-label="Limits of the key">
        <DialogContent sx={{ pt: 0 }}>
          <Stack sx={{ gap: 2 }}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              A call that does not fit is refused before it costs anything. Days and months are those of UTC. Leave a
              field empty for no limit.
            </Typography>
            {isProblem(error) && !fitsFields(error, keyLimitFields) && <ProblemNotice problem={error} />}
            <LimitFields form={form} />
            <FallbackModelsField control={form.control} />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" loading={isLoading}>
            Save limits
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
