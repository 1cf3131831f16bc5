import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type CreateWebhook, createWebhookBodySchema } from '@smart-ai-hub/contracts';
import { type FieldError, useForm, type UseFormRegisterReturn } from 'react-hook-form';
import type { z } from 'zod';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { asSentence, FormTextField } from '../../shared/ui/form-text-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { chosenEvents, eventNames } from './describe-webhook.ts';

type WebhookValues = z.input<typeof createWebhookBodySchema>;

const fieldNames = ['url', 'description', 'events'] as const;

type WebhookFormProps = {
  name: string;
  submitLabel: string;
  defaults: WebhookValues;
  isLoading: boolean;
  /** Of the call that `onSubmit` made. */
  error: unknown;
  /** Answers the error of the call, if it had one. */
  onSubmit: (webhook: CreateWebhook) => Promise<unknown>;
  onClose: () => void;
};

type EventFieldsProps = {
  field: UseFormRegisterReturn;
  defaults: readonly string[];
  fieldError: Pick<FieldError, 'message'> | undefined;
};

function EventFields({ field: { ref, ...field }, defaults, fieldError }: EventFieldsProps) {
  return (
    <FormControl component="fieldset" error={fieldError !== undefined} aria-describedby="events-help">
      <FormLabel component="legend" sx={{ fontSize: '0.875rem', mb: 0.5 }}>
        Tell it of
      </FormLabel>
      {chosenEvents.map(([event, meaning]) => (
        <FormControlLabel
          key={event}
          control={
            <Checkbox
              size="small"
              value={event}
              defaultChecked={defaults.includes(event)}
              {...field}
              slotProps={{ input: { ref } }}
            />
          }
          sx={{ alignItems: 'flex-start', '& .MuiCheckbox-root': { pt: 0.5 } }}
          label={
            <>
              <Typography component="span">{eventNames[event]}</Typography>
              <Typography component="span" variant="caption" sx={{ display: 'block', color: 'text.secondary' }}>
                {meaning}
              </Typography>
            </>
          }
        />
      ))}
      <FormHelperText id="events-help" sx={{ ml: 0 }}>
        {fieldError?.message === undefined ? ' ' : asSentence(fieldError.message)}
      </FormHelperText>
    </FormControl>
  );
}

/** Where a webhook leads and what it is told of: the inside of the dialogs that make and change one. */
export function WebhookForm(props: WebhookFormProps) {
  const { name, submitLabel, defaults, isLoading, error, onSubmit, onClose } = props;
  const { register, handleSubmit, setError, formState } = useForm<WebhookValues, unknown, CreateWebhook>({
    resolver: zodResolver(createWebhookBodySchema),
    defaultValues: defaults,
  });
  const submit = handleSubmit(async (webhook) => {
    const problem = await onSubmit(webhook);
    if (isProblem(problem)) applyFieldErrors(problem, fieldNames, setError);
  });
  const { errors } = formState;
  return (
    <form noValidate onSubmit={submit} aria-label={name}>
      <DialogContent sx={{ pt: 1 }}>
        <Stack sx={{ gap: 2 }}>
          {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
          <FormTextField
            label="Address"
            type="url"
            autoFocus
            autoComplete="off"
            placeholder="https://example.com/hooks"
            field={register('url')}
            fieldError={errors.url}
          />
          <FormTextField
            label="Description"
            autoComplete="off"
            helperText="What it is for, in your own words. Optional."
            field={register('description')}
            fieldError={errors.description}
          />
          <EventFields field={register('events')} defaults={defaults.events} fieldError={errors.events} />
        </Stack>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" loading={isLoading}>
          {submitLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
