import { zodResolver } from '@hookform/resolvers/zod';
import type { AdminAccount, ChangeCreditsBody } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useChangeCreditsMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { randomHex } from '../../shared/api/random-hex.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { changeCreditsFields, changeCreditsFormSchema, type ChangeCreditsValues } from './change-credits-form.ts';
import { accountTitle } from './describe-account.ts';

const words = {
  grant: {
    title: 'Grant credits to',
    description: 'A present: an entry in the ledger that stays. It counts as neither bought nor used.',
    confirm: 'Grant credits',
    hint: 'In credits, at most 6 decimals.',
  },
  correction: {
    title: 'Correct the balance of',
    description: 'Mends a mistake: an entry in the ledger that stays. It may take away what is available, and no more.',
    confirm: 'Correct balance',
    hint: 'In credits; with a minus it takes them away.',
  },
} as const;

type ChangeCreditsDialogProps = {
  account: AdminAccount;
  type: ChangeCreditsBody['type'];
  onClose: () => void;
};

/** One entry of the ledger by the hand of an administrator, with its reason. Sent twice it changes the balance once. */
export function ChangeCreditsDialog({ account, type, onClose }: ChangeCreditsDialogProps) {
  const [change, { error, isLoading }] = useChangeCreditsMutation();
  const [idempotencyKey] = useState(() => `web-${randomHex(12)}`);
  const { register, handleSubmit, setError, formState } = useForm<ChangeCreditsValues, unknown, ChangeCreditsBody>({
    resolver: zodResolver(changeCreditsFormSchema({ type, idempotencyKey })),
    defaultValues: { amount: '', reason: '' },
  });
  const submit = handleSubmit(async (body) => {
    const result = await change({ params: { id: account.id }, body });
    if (isProblem(result.error)) applyFieldErrors(result.error, changeCreditsFields, setError);
    else onClose();
  });
  const { title, description, confirm, hint } = words[type];
  return (
    <FormDialog
      title={`${title} ${accountTitle(account)}`}
      description={description}
      confirm={confirm}
      isLoading={isLoading}
      problem={isProblem(error) && !fitsFields(error, changeCreditsFields) ? error : undefined}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <FormTextField
        autoFocus
        label="Amount"
        autoComplete="off"
        slotProps={{ htmlInput: { inputMode: 'decimal' } }}
        helperText={hint}
        field={register('amount')}
        fieldError={formState.errors.amount}
      />
      <FormTextField
        label="Reason"
        autoComplete="off"
        helperText="Its owner reads it in the ledger."
        field={register('reason')}
        fieldError={formState.errors.reason}
      />
    </FormDialog>
  );
}
