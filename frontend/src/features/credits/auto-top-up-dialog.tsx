import { zodResolver } from '@hookform/resolvers/zod';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import Stack from '@mui/material/Stack';
import type { AutoTopUp, SetAutoTopUp } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useSetAutoTopUpMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { asSentence, FormTextField } from '../../shared/ui/form-text-field.tsx';
import { formatCount, formatPrice } from '../../shared/ui/format.ts';
import { autoTopUpFields, autoTopUpFormSchema, type AutoTopUpValues, autoTopUpValuesOf } from './auto-top-up-form.ts';

type Package = { id: string; name: string; credits: number; price: number };
type AutoTopUpDialogProps = { rule: AutoTopUp; packages: readonly Package[]; onClose: () => void };

function useAutoTopUpForm({ rule, packages, onClose }: AutoTopUpDialogProps) {
  const [set, { error, isLoading }] = useSetAutoTopUpMutation();
  const { register, handleSubmit, setError, formState } = useForm<AutoTopUpValues, unknown, SetAutoTopUp>({
    resolver: zodResolver(autoTopUpFormSchema(packages)),
    defaultValues: autoTopUpValuesOf(rule),
  });
  const submit = handleSubmit(async (body) => {
    const result = await set({ body });
    if (isProblem(result.error)) applyFieldErrors(result.error, autoTopUpFields, setError);
    else if (!result.error) onClose();
  });
  return { register, errors: formState.errors, submit, error, isLoading };
}

type Form = ReturnType<typeof useAutoTopUpForm>;

function Terms({ form: { register, errors }, packages }: { form: Form; packages: readonly Package[] }) {
  const decimal = { htmlInput: { inputMode: 'decimal' } } as const;
  return (
    <>
      <FormTextField
        select
        autoFocus
        label="Package"
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        field={register('packageId')}
        fieldError={errors.packageId}
      >
        {packages.map(({ id, name, credits, price }) => (
          <option key={id} value={id}>
            {name}: {formatCount(credits)} credits for {formatPrice(price)}
          </option>
        ))}
      </FormTextField>
      <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2 }}>
        <FormTextField
          label="Buy below this many credits"
          autoComplete="off"
          helperText="Counted without those that are held."
          slotProps={decimal}
          field={register('threshold')}
          fieldError={errors.threshold}
        />
        <FormTextField
          label="At most US$ a month"
          autoComplete="off"
          helperText="A month of UTC; your own purchases do not count."
          slotProps={decimal}
          field={register('monthlyLimit')}
          fieldError={errors.monthlyLimit}
        />
      </Stack>
    </>
  );
}

function Consent({ form: { register, errors }, text }: { form: Form; text: string }) {
  const { ref, ...consent } = register('consent');
  const message = errors.consent?.message;
  return (
    <Stack sx={{ gap: 0.5 }}>
      <FormControlLabel
        control={
          <Checkbox
            {...consent}
            slotProps={{
              input: {
                ref,
                'aria-invalid': message !== undefined,
                ...(message !== undefined && { 'aria-describedby': 'consent-error' }),
              },
            }}
            sx={{ alignSelf: 'flex-start', mt: -1 }}
          />
        }
        label={text}
        sx={{ alignItems: 'flex-start', pt: 1 }}
      />
      {message !== undefined && (
        <FormHelperText error id="consent-error">
          {asSentence(message)}
        </FormHelperText>
      )}
    </Stack>
  );
}

/** What is bought by itself, when, and up to which limit; and the words that are agreed to. */
export function AutoTopUpDialog(props: AutoTopUpDialogProps) {
  const form = useAutoTopUpForm(props);
  const { rule, packages, onClose } = props;
  return (
    <FormDialog
      title="Automatic top-up"
      description="Whenever fewer credits are available than you say, the package is bought with the card that our payment provider keeps for you."
      confirm={rule.enabled ? 'Agree and save' : 'Agree and switch on'}
      isLoading={form.isLoading}
      problem={isProblem(form.error) && !fitsFields(form.error, autoTopUpFields) ? form.error : undefined}
      onSubmit={() => void form.submit()}
      onClose={onClose}
    >
      <Terms form={form} packages={packages} />
      <Consent form={form} text={rule.consent} />
    </FormDialog>
  );
}
