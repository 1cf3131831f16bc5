import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { BudgetLimits, ShownBudget } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useSetBudgetsMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { type BudgetsValues, budgetFields, budgetsFormSchema, budgetsValuesOf } from './budgets-form.ts';

const labels = { day: 'Credits a day', month: 'Credits a month', total: 'Credits in all' };

type BudgetsDialogProps = { budgets: readonly ShownBudget[]; onClose: () => void };

function useBudgetsForm({ budgets, onClose }: BudgetsDialogProps) {
  const [set, { error, isLoading }] = useSetBudgetsMutation();
  const form = useForm<BudgetsValues, unknown, BudgetLimits>({
    resolver: zodResolver(budgetsFormSchema),
    defaultValues: budgetsValuesOf(budgets),
  });
  const submit = form.handleSubmit(async (body) => {
    const result = await set({ body });
    if (isProblem(result.error)) applyFieldErrors(result.error, budgetFields, form.setError);
    else if (!result.error) onClose();
  });
  return { form, submit, error, isLoading };
}

/** What a person may spend over all keys and sessions; an empty field is no budget. */
export function BudgetsDialog(props: BudgetsDialogProps) {
  const {
    form: { register, formState },
    submit,
    error,
    isLoading,
  } = useBudgetsForm(props);
  return (
    <Dialog open fullWidth maxWidth="sm" onClose={props.onClose} aria-labelledby="budgets-title">
      <DialogTitle id="budgets-title">Your budgets</DialogTitle>
      <form noValidate onSubmit={submit} aria-label="Your budgets">
        <DialogContent sx={{ pt: 0 }}>
          <Stack sx={{ gap: 2 }}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              A call that does not fit is refused before it costs anything. Days and months are those of UTC. Leave a
              field empty for no budget.
            </Typography>
            {isProblem(error) && !fitsFields(error, budgetFields) && <ProblemNotice problem={error} />}
            <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2 }}>
              {budgetFields.map((period, at) => (
                <FormTextField
                  key={period}
                  label={labels[period]}
                  autoFocus={at === 0}
                  autoComplete="off"
                  slotProps={{ htmlInput: { inputMode: 'decimal' } }}
                  field={register(period)}
                  fieldError={formState.errors[period]}
                />
              ))}
            </Stack>
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" variant="contained" loading={isLoading}>
            Save budgets
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
