import { zodResolver } from '@hookform/resolvers/zod';
import Stack from '@mui/material/Stack';
import type { CreatePromoCodeBody } from '@smart-ai-hub/contracts';
import { useForm, useWatch } from 'react-hook-form';
import { useCreatePromoCodeMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { noPromoCode, promoCodeFields, promoCodeFormSchema, type PromoCodeValues } from './promo-code-form.ts';

function usePromoCodeForm(onClose: () => void) {
  const [create, { error, isLoading }] = useCreatePromoCodeMutation();
  const { register, handleSubmit, setError, formState, control } = useForm<
    PromoCodeValues,
    unknown,
    CreatePromoCodeBody
  >({ resolver: zodResolver(promoCodeFormSchema), defaultValues: noPromoCode });
  const submit = handleSubmit(async (body) => {
    const result = await create({ body });
    if (isProblem(result.error)) applyFieldErrors(result.error, promoCodeFields, setError);
    else onClose();
  });
  const problem = isProblem(error) && !fitsFields(error, promoCodeFields) ? error : undefined;
  return { register, control, errors: formState.errors, submit, problem, isLoading };
}

type Form = ReturnType<typeof usePromoCodeForm>;
type FieldProps = { form: Form; name: keyof PromoCodeValues; label: string; hint?: string };

const decimal = { htmlInput: { inputMode: 'decimal' } } as const;
const moment = { inputLabel: { shrink: true } } as const;
const pair = { gap: 2 } as const;
const rowOnDesktop = { xs: 'column', sm: 'row' } as const;

function NumberField({ form: { register, errors }, name, label, hint }: FieldProps) {
  return (
    <FormTextField
      label={label}
      autoComplete="off"
      slotProps={decimal}
      helperText={hint}
      field={register(name)}
      fieldError={errors[name]}
    />
  );
}

function MomentField({ form: { register, errors }, name, label, hint }: FieldProps) {
  return (
    <FormTextField
      type="datetime-local"
      label={label}
      slotProps={moment}
      helperText={hint}
      field={register(name)}
      fieldError={errors[name]}
    />
  );
}

function Value({ form }: { form: Form }) {
  const kind = useWatch({ control: form.control, name: 'kind' });
  if (kind === 'amount') return <NumberField form={form} name="amount" label="Amount" hint="In credits." />;
  return (
    <Stack direction={rowOnDesktop} sx={pair}>
      <NumberField form={form} name="bonusPercent" label="Bonus in percent" hint="Of the credits that are bought." />
      <NumberField form={form} name="maxBonus" label="At most" hint="In credits; empty for no limit." />
    </Stack>
  );
}

function Fields({ form }: { form: Form }) {
  const { register, errors } = form;
  return (
    <>
      <FormTextField
        autoFocus
        label="Code"
        autoComplete="off"
        slotProps={{ htmlInput: { autoCapitalize: 'characters', spellCheck: false } }}
        helperText="Letters, digits and dashes. Empty: one that nobody guesses is made up."
        field={register('code')}
        fieldError={errors.code}
      />
      <FormTextField
        select
        label="Kind"
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        field={register('kind')}
        fieldError={errors.kind}
      >
        <option value="amount">Credits at once</option>
        <option value="bonus">A bonus on the next purchase</option>
      </FormTextField>
      <Value form={form} />
      <Stack direction={rowOnDesktop} sx={pair}>
        <NumberField form={form} name="maxUses" label="Times in all" hint="Empty: as often as people like." />
        <NumberField form={form} name="maxUsesPerAccount" label="Times for each account" />
      </Stack>
      <Stack direction={rowOnDesktop} sx={pair}>
        <MomentField form={form} name="startsAt" label="Begins" hint="Empty: at once." />
        <MomentField form={form} name="expiresAt" label="Ends" hint="Empty: when you end it." />
      </Stack>
      <FormTextField
        label="Note"
        autoComplete="off"
        helperText="What it is for; administrators alone read it."
        field={register('note')}
        fieldError={errors.note}
      />
    </>
  );
}

/** A new promo code. It cannot be changed later, only ended. */
export function NewPromoCodeDialog({ onClose }: { onClose: () => void }) {
  const form = usePromoCodeForm(onClose);
  return (
    <FormDialog
      title="New promo code"
      description="It cannot be changed later, only ended. Times are those of your time zone."
      confirm="Make the code"
      isLoading={form.isLoading}
      problem={form.problem}
      onSubmit={() => void form.submit()}
      onClose={onClose}
    >
      <Fields form={form} />
    </FormDialog>
  );
}
