import Box from '@mui/material/Box';
import InputAdornment from '@mui/material/InputAdornment';
import type { Model } from '@smart-ai-hub/contracts';
import type { ReactNode } from 'react';
import type { FieldErrors, UseFormRegister } from 'react-hook-form';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import type { PriceFormValues, RateValues } from './price-form.ts';

type RateField = { name: keyof RateValues; label: string; hint?: string };

const chatFields: RateField[] = [
  { name: 'input', label: 'Input' },
  { name: 'output', label: 'Output' },
  { name: 'cacheRead', label: 'Cache read', hint: 'empty: as input' },
  { name: 'cacheWrite5m', label: 'Cache write 5 min', hint: 'empty: as input' },
  { name: 'cacheWrite1h', label: 'Cache write 1 h', hint: 'empty: as 5 min' },
  { name: 'reasoning', label: 'Reasoning', hint: 'empty: as output' },
  { name: 'image', label: 'Images', hint: 'empty: as input' },
];

export const dollars = { input: { startAdornment: <InputAdornment position="start">$</InputAdornment> } };

export type PriceFieldsProps = {
  kind: Model['kind'];
  register: UseFormRegister<PriceFormValues>;
  errors: FieldErrors<PriceFormValues>;
};

type RateFieldsProps = PriceFieldsProps & {
  /** The place of a tier; undefined for the prices of ordinary calls. */
  tier?: number;
  /** Further fields in the same grid. */
  children?: ReactNode;
};

/** A field for each class of tokens that this kind of model has. */
export function RateFields({ kind, register, errors, tier, children }: RateFieldsProps) {
  const place = tier === undefined ? ('prices' as const) : (`prices.tiers.${tier}` as const);
  const faults = tier === undefined ? errors.prices : errors.prices?.tiers?.[tier];
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'repeat(2, 1fr)', sm: 'repeat(3, 1fr)' } }}>
      {chatFields
        .filter(({ name }) => kind === 'chat' || name === 'input')
        .map(({ name, label, hint }) => (
          <FormTextField
            key={name}
            size="small"
            label={label}
            helperText={hint}
            autoComplete="off"
            slotProps={{ ...dollars, htmlInput: { inputMode: 'decimal' } }}
            field={register(`${place}.${name}`)}
            fieldError={faults?.[name]}
          />
        ))}
      {children}
    </Box>
  );
}
