import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Stack from '@mui/material/Stack';
import { useTheme } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import type { Model, SetPriceBody } from '@smart-ai-hub/contracts';
import { useForm, useWatch } from 'react-hook-form';
import { useSetPriceMutation } from '../../shared/api/hub-api.ts';
import { isProblem, type Problem } from '../../shared/api/problem.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { dollars, RateFields } from './price-fields.tsx';
import { type PriceFormValues, priceFormSchema, priceFormValuesOf } from './price-form.ts';
import { TierFields } from './tier-fields.tsx';

/** The form's state, and what happens when it is sent. The server's words about a field stand at that field. */
function usePriceForm(model: Model, onClose: () => void) {
  const [setPrice, { error, isLoading }] = useSetPriceMutation();
  const { register, handleSubmit, setError, formState, control } = useForm<PriceFormValues, unknown, SetPriceBody>({
    resolver: zodResolver(priceFormSchema(model)),
    defaultValues: priceFormValuesOf(model),
  });
  const submit = handleSubmit(async (body) => {
    const result = await setPrice({ body });
    if (!result.error) onClose();
    else if (isProblem(result.error)) {
      for (const { path, message } of result.error.errors) setError(fieldOf(path), { type: 'server', message });
    }
  });
  const problem: Problem | undefined = isProblem(error) && error.errors.length === 0 ? error : undefined;
  return { register, control, submit, errors: formState.errors, problem, isLoading };
}

/** `prices.tiers[0].input` of an answer is the field `prices.tiers.0.input`. */
function fieldOf(path: string): keyof PriceFormValues {
  return path.replaceAll(/\[(\d+)\]/g, '.$1') as keyof PriceFormValues;
}

type PriceForm = ReturnType<typeof usePriceForm>;

function Prices({ form: { register, control, errors }, kind }: { form: PriceForm; kind: Model['kind'] }) {
  const isFree = useWatch({ control, name: 'free' });
  return (
    <>
      <FormControlLabel
        control={<Checkbox {...register('free')} defaultChecked={isFree} />}
        label="Free of charge"
        sx={{ alignSelf: 'flex-start' }}
      />
      {!isFree && (
        <>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            US$ per million tokens. US$ 1 is 10 credits.
          </Typography>
          <RateFields kind={kind} register={register} errors={errors}>
            {kind === 'chat' && (
              <FormTextField
                size="small"
                label="1,000 web searches"
                helperText="empty: not offered"
                autoComplete="off"
                slotProps={{ ...dollars, htmlInput: { inputMode: 'decimal' } }}
                field={register('prices.webSearches')}
                fieldError={errors.prices?.webSearches}
              />
            )}
          </RateFields>
          {kind === 'chat' && <TierFields kind={kind} control={control} register={register} errors={errors} />}
        </>
      )}
    </>
  );
}

function Dates({ form: { register, errors } }: { form: PriceForm }) {
  return (
    <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2 }}>
      <FormTextField
        size="small"
        type="datetime-local"
        label="Begins"
        helperText="Empty: at once. Calls hear of it within ten seconds."
        slotProps={{ inputLabel: { shrink: true } }}
        field={register('effectiveFrom')}
        fieldError={errors.effectiveFrom}
      />
      <FormTextField
        size="small"
        type="datetime-local"
        label="Ends"
        helperText="Empty: until you end it."
        slotProps={{ inputLabel: { shrink: true } }}
        field={register('effectiveUntil')}
        fieldError={errors.effectiveUntil}
      />
    </Stack>
  );
}

/** Writes a new line into the price book. Calls that are running keep the price that they began with. */
export function SetPriceDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const form = usePriceForm(model, onClose);
  const isPhone = useMediaQuery(useTheme().breakpoints.down('sm'));
  return (
    <Dialog open fullWidth fullScreen={isPhone} maxWidth="sm" onClose={onClose} aria-labelledby="set-price-title">
      <DialogTitle id="set-price-title">Set the price of {model.displayName}</DialogTitle>
      <Box
        component="form"
        noValidate
        onSubmit={form.submit}
        aria-label="Set a price"
        // The buttons stay in sight while the fields scroll.
        sx={{ display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0 }}
      >
        <DialogContent dividers>
          <Stack sx={{ gap: 2 }}>
            {form.problem && <ProblemNotice problem={form.problem} />}
            <Prices form={form} kind={model.kind} />
            <Dates form={form} />
            <FormTextField
              size="small"
              label="Note"
              helperText="Why: others will read it in the price book."
              autoComplete="off"
              field={form.register('note')}
              fieldError={form.errors.note}
            />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, py: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" loading={form.isLoading}>
            Set price
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
