import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { Model } from '@smart-ai-hub/contracts';
import { type HTMLAttributes, type ReactNode, useId } from 'react';
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

type ModelPickerProps = { models: readonly Model[]; value: Model; onChange: (model: Model) => void };

/** Chooses the model, grouped by provider; typing narrows the list. */
export function ModelPicker({ models, value, onChange }: ModelPickerProps) {
  const grouped = models.toSorted((one, other) => providerName(one).localeCompare(providerName(other)));
  return (
    <Autocomplete
      options={grouped}
      value={value}
      disableClearable
      disablePortal
      size="small"
      groupBy={providerName}
      getOptionLabel={({ displayName }) => displayName}
      getOptionKey={({ id, provider }) => `${provider}/${id}`}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onChange={(_, model) => onChange(model)}
      renderOption={({ key, ...item }, model) => <ModelOption key={key} model={model} {...item} />}
      renderGroup={({ key, group, children }) => (
        <ModelGroup key={key} name={group}>
          {children}
        </ModelGroup>
      )}
      renderInput={(input) => <TextField {...input} label="Model" />}
      sx={{ width: { xs: '100%', sm: 340 } }}
      slotProps={{
        popper: { placement: 'bottom-start', sx: { minWidth: { sm: 460 } } },
        listbox: { component: 'div', sx: { maxHeight: 420 } },
      }}
    />
  );
}
