import { zodResolver } from '@hookform/resolvers/zod';
import { type AdminAccount, type FreezeAccountBody, freezeAccountBodySchema } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useFreezeAccountMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { accountTitle } from './describe-account.ts';

const fieldNames = ['reason'] as const;

/** Stops new calls of an account, with the reason that its owner is told. */
export function FreezeDialog({ account, onClose }: { account: AdminAccount; onClose: () => void }) {
  const [freeze, { error, isLoading }] = useFreezeAccountMutation();
  const { register, handleSubmit, setError, formState } = useForm<FreezeAccountBody>({
    resolver: zodResolver(freezeAccountBodySchema),
    defaultValues: { reason: '' },
  });
  const submit = handleSubmit(async (body) => {
    const result = await freeze({ params: { id: account.id }, body });
    if (isProblem(result.error)) applyFieldErrors(result.error, fieldNames, setError);
    else onClose();
  });
  return (
    <FormDialog
      title={`Freeze ${accountTitle(account)}?`}
      description="New calls are refused at once; those that are running finish. Purchases go on."
      confirm="Freeze"
      isDangerous
      isLoading={isLoading}
      problem={isProblem(error) && !fitsFields(error, fieldNames) ? error : undefined}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <FormTextField
        autoFocus
        label="Reason"
        autoComplete="off"
        helperText="Its owner reads it."
        field={register('reason')}
        fieldError={formState.errors.reason}
      />
    </FormDialog>
  );
}
