import Autocomplete, { type AutocompleteRenderGroupParams } from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { Model } from '@smart-ai-hub/contracts';
import { type HTMLAttributes, type Key, type ReactNode, useId } from 'react';
import { formatCompact, formatCredits } from '../../shared/ui/format.ts';
import { providerName } from '../../shared/ui/provider-name.ts';
import { SimulatorChip } from '../../shared/ui/simulator-chip.tsx';

/** Price and context in one line: credits per million tokens, in and out. */
export function modelFacts({ price, contextTokens }: Model): string {
  return `${formatCredits(price.input)} in · ${formatCredits(price.output)} out per million tokens · ${formatCompact(contextTokens)} context`;
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

/** MUI's own group is a list inside the listbox, which screen readers do not count as options of it. */
function ModelGroup({ name, children }: { name: string; children?: ReactNode }) {
  const nameId = useId();
  return (
    <div role="group" aria-labelledby={nameId}>
      <Typography
        id={nameId}
        variant="caption"
        component="div"
        sx={{ color: 'text.secondary', fontWeight: 560, px: 2, pt: 1.5, pb: 0.5 }}
      >
        {name}
      </Typography>
      <Box component="ul" role="presentation" sx={{ p: 0, m: 0, listStyle: 'none' }}>
        {children}
      </Box>
    </div>
  );
}

function byProvider(models: readonly Model[]): Model[] {
  return models.toSorted((one, other) => providerName(one).localeCompare(providerName(other)));
}

/** What both pickers have in common: grouped by provider; typing narrows the list. */
const pickerProps = {
  disablePortal: true,
  size: 'small' as const,
  groupBy: providerName,
  getOptionLabel: ({ displayName }: Model) => displayName,
  getOptionKey: ({ id, provider }: Model) => `${provider}/${id}`,
  isOptionEqualToValue: (one: Model, other: Model) => one.id === other.id,
  renderOption: ({ key, ...item }: HTMLAttributes<HTMLLIElement> & { key: Key }, model: Model) => (
    <ModelOption key={key} model={model} {...item} />
  ),
  renderGroup: ({ key, group, children }: AutocompleteRenderGroupParams) => (
    <ModelGroup key={key} name={group}>
      {children}
    </ModelGroup>
  ),
  slotProps: {
    popper: { placement: 'bottom-start' as const, sx: { minWidth: { sm: 460 } } },
    listbox: { component: 'div' as const, sx: { maxHeight: 420 } },
  },
};

type ModelPickerProps = { models: readonly Model[]; value: Model; onChange: (model: Model) => void };

/** Chooses the model that answers. */
export function ModelPicker({ models, value, onChange }: ModelPickerProps) {
  return (
    <Autocomplete
      {...pickerProps}
      options={byProvider(models)}
      value={value}
      disableClearable
      onChange={(_, model) => onChange(model)}
      renderInput={(input) => <TextField {...input} label="Model" />}
      sx={{ width: { xs: '100%', sm: 300 } }}
    />
  );
}

type FallbackPickerProps = {
  models: readonly Model[];
  value: Model | null;
  onChange: (model: Model | null) => void;
};

/** Chooses the model that answers, or finishes the answer, when the other one fails; none unless somebody chooses. */
export function FallbackPicker({ models, value, onChange }: FallbackPickerProps) {
  return (
    <Autocomplete
      {...pickerProps}
      options={byProvider(models)}
      value={value}
      onChange={(_, model) => onChange(model)}
      renderInput={(input) => <TextField {...input} label="If it fails" placeholder="No other model" />}
      sx={{ width: { xs: '100%', sm: 260 } }}
    />
  );
}
