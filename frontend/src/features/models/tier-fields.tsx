import AddIcon from '@mui/icons-material/AddOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useFieldArray } from 'react-hook-form';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { type PriceFieldsProps, RateFields } from './price-fields.tsx';
import { noRates, type PriceFormControl } from './price-form.ts';

const MAX_TIERS = 5;

/** Prices of calls with long prompts: each has a length from which on it holds, for the whole call. */
export function TierFields({ control, ...props }: PriceFieldsProps & { control: PriceFormControl }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'prices.tiers' });
  const { register, errors } = props;
  const fault = errors.prices?.tiers?.root ?? errors.prices?.tiers;
  return (
    <Stack sx={{ gap: 2, alignItems: 'flex-start' }}>
      {fields.map((tier, at) => (
        <Box
          key={tier.id}
          component="fieldset"
          sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 2, m: 0, width: '100%', minWidth: 0 }}
        >
          <Typography component="legend" variant="body2" sx={{ px: 0.75, fontWeight: 560 }}>
            Long prompts
          </Typography>
          <Stack direction="row" sx={{ gap: 2, mb: 2, alignItems: 'flex-start', justifyContent: 'space-between' }}>
            <FormTextField
              size="small"
              label="Above input tokens"
              autoComplete="off"
              slotProps={{ htmlInput: { inputMode: 'numeric' } }}
              field={register(`prices.tiers.${at}.aboveInputTokens`)}
              fieldError={errors.prices?.tiers?.[at]?.aboveInputTokens}
              sx={{ maxWidth: 220 }}
            />
            <Button color="inherit" size="small" onClick={() => remove(at)} sx={{ mt: 0.5 }}>
              Remove
            </Button>
          </Stack>
          <RateFields {...props} tier={at} />
        </Box>
      ))}
      {typeof fault?.message === 'string' && (
        <Typography role="alert" variant="caption" sx={{ color: 'error.main' }}>
          {fault.message}
        </Typography>
      )}
      {fields.length < MAX_TIERS && (
        <Button size="small" startIcon={<AddIcon />} onClick={() => append({ ...noRates, aboveInputTokens: '' })}>
          Add prices of long prompts
        </Button>
      )}
    </Stack>
  );
}
