import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import { type AdminAccount, type DeletePersonBody, personDeletionReasons } from '@smart-ai-hub/contracts';
import { useForm, type UseFormRegisterReturn } from 'react-hook-form';
import { useDeletePersonMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FactList } from '../../shared/ui/fact-list.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { formatCredits } from '../../shared/ui/format.ts';
import {
  deletePersonFields,
  deletePersonFormSchema,
  type DeletePersonValues,
  reasonNames,
} from './delete-person-form.ts';
import { accountTitle } from './describe-account.ts';

const consequences = [
  ['At once', 'Sign-in, sessions and API keys end. Name, e-mail, password and notices are deleted.'],
  ['In minutes', 'Kept prompts and answers, webhooks, batches and the customer at the payment provider are deleted.'],
  ['Stays', 'The ledger, calls and purchases, under the account’s id: nothing leads from it to the person any more.'],
  ['Runs on', 'Calls that are running end as usual. A debt stays in the books.'],
] as const;

type ForfeitProps = { balance: number; field: UseFormRegisterReturn; isMissing: boolean };

/** Nothing where there are no credits to lose; the hub says so where there have come some meanwhile. */
function Forfeit({ balance, field: { ref, ...field }, isMissing }: ForfeitProps) {
  if (balance <= 0 && !isMissing) return null;
  const amount = balance > 0 ? `${formatCredits(balance)} credits that are left` : 'credits that have come meanwhile';
  return (
    <Box>
      <FormControlLabel
        control={<Checkbox {...field} slotProps={{ input: { ref, 'aria-describedby': 'forfeit-hint' } }} />}
        label={`Take away the ${amount}`}
      />
      <FormHelperText id="forfeit-hint" error={isMissing} role={isMissing ? 'alert' : undefined}>
        {isMissing && 'The account has credits: tick this to go on. '}
        They are not paid out. Where money is to go back, pay the purchases back first.
      </FormHelperText>
    </Box>
  );
}

function useDeletePersonForm(account: AdminAccount, onClose: () => void) {
  const [deletePerson, { error, isLoading }] = useDeletePersonMutation();
  const form = useForm<DeletePersonValues, unknown, DeletePersonBody>({
    resolver: zodResolver(deletePersonFormSchema(account)),
    defaultValues: { reason: '', email: '', forfeitCredits: false },
  });
  const submit = form.handleSubmit(async (body) => {
    const result = await deletePerson({ params: { id: account.id }, body });
    if (isProblem(result.error)) applyFieldErrors(result.error, deletePersonFields, form.setError);
    else onClose();
  });
  const problem = isProblem(error) && !fitsFields(error, deletePersonFields) ? error : undefined;
  return { register: form.register, errors: form.formState.errors, submit, problem, isLoading };
}

/** Deletes the person of an account: for good, with a reason, and with the e-mail typed again. */
export function DeletePersonDialog({ account, onClose }: { account: AdminAccount; onClose: () => void }) {
  const { register, errors, submit, problem, isLoading } = useDeletePersonForm(account, onClose);
  return (
    <FormDialog
      title={`Delete ${accountTitle(account)}?`}
      description="There is no way back, and no time to think it over."
      confirm="Delete this person"
      isDangerous
      isLoading={isLoading}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <FactList facts={consequences} />
      <FormTextField
        select
        autoFocus
        label="Reason"
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        helperText="Stands in the log of the hub, beside the account’s id."
        field={register('reason')}
        fieldError={errors.reason}
      >
        <option value="">Choose one</option>
        {personDeletionReasons.map((reason) => (
          <option key={reason} value={reason}>
            {reasonNames[reason]}
          </option>
        ))}
      </FormTextField>
      <FormTextField
        label="E-mail of this account"
        autoComplete="off"
        slotProps={{ htmlInput: { inputMode: 'email', autoCapitalize: 'none', spellCheck: false } }}
        helperText="Type it out, so that nobody else is deleted."
        field={register('email')}
        fieldError={errors.email}
      />
      <Forfeit
        balance={account.balance}
        field={register('forfeitCredits')}
        isMissing={errors.forfeitCredits !== undefined}
      />
    </FormDialog>
  );
}
