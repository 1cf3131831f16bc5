import Autocomplete from '@mui/material/Autocomplete';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { Model } from '@smart-ai-hub/contracts';
import type { HTMLAttributes } from 'react';
import { formatCompact, formatCredits } from '../../shared/ui/format.ts';
import { providerName } from './provider-name.ts';

/** Price and context in one line: credits per million tokens, in and out. */
export function modelFacts({ price, contextTokens }: Model): string {
  return `${formatCredits(price.input)} in · ${formatCredits(price.output)} out per million tokens · ${formatCompact(contextTokens)} context`;
}

export function SimulatorChip() {
  return <Chip size="small" label="Simulator" color="warning" variant="outlined" />;
}

function ModelOption({ model, ...item }: { model: Model } & HTMLAttributes<HTMLLIElement>) {
  return (
    <li {...item}>
      <Stack sx={{ minWidth: 0, py: 0.25 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography sx={{ fontWeight: 550 }}>{model.displayName}</Typography>
          {model.simulated && <SimulatorChip />}
        </Stack>
        <Typography variant="caption" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
          {modelFacts(model)}
        </Typography>
      </Stack>
    </li>
  );
}

type ModelPickerProps = { models: readonly Model[]; value: Model; onChange: (model: Model) => void };

/** Chooses the model, grouped by provider; typing narrows the list. */
export function ModelPicker({ models, value, onChange }: ModelPickerProps) {
  const grouped = models.toSorted((one, other) => providerName(one).localeCompare(providerName(other)));
  return (
    <Autocomplete
      options={grouped}
      value={value}
      disableClearable
      size="small"
      groupBy={providerName}
      getOptionLabel={({ displayName }) => displayName}
      getOptionKey={({ id, provider }) => `${provider}/${id}`}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onChange={(_, model) => onChange(model)}
      renderOption={({ key, ...item }, model) => <ModelOption key={key} model={model} {...item} />}
      renderInput={(input) => <TextField {...input} label="Model" />}
      sx={{ width: { xs: '100%', sm: 340 } }}
      slotProps={{ listbox: { sx: { maxHeight: 420 } } }}
    />
  );
}
