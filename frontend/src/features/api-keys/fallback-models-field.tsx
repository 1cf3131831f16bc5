import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';
import { type ChangeApiKey, MAX_MODELS } from '@smart-ai-hub/contracts';
import { type Control, useController } from 'react-hook-form';
import { chatModelsOf } from '../../shared/api/chat-models.ts';
import { useModelsQuery } from '../../shared/api/hub-api.ts';
import { asSentence } from '../../shared/ui/form-text-field.tsx';
import type { KeyLimitsValues } from './key-limits-form.ts';

const HINT =
  'Where the one model of a call fails or breaks off, these answer in its place, in this order. Calls may hold more credits for it; “X-Hub-Fallback: off” on a call switches it off.';

/** The models that help out, in order. Names that are not listed, such as aliases, can be typed. */
export function FallbackModelsField({ control }: { control: Control<KeyLimitsValues, unknown, ChangeApiKey> }) {
  const ids = chatModelsOf(useModelsQuery().data).map(({ id }) => id);
  const { field, fieldState } = useController({ control, name: 'fallbackModels' });
  const message = fieldState.error?.message;
  const isFull = field.value.length >= MAX_MODELS - 1;
  return (
    <Autocomplete
      multiple
      freeSolo
      autoSelect
      filterSelectedOptions
      options={isFull ? [] : ids}
      value={field.value}
      onChange={(_, names) => field.onChange(names)}
      onBlur={field.onBlur}
      renderInput={(input) => (
        <TextField
          {...input}
          inputRef={field.ref}
          label="Models that help out"
          error={message !== undefined}
          helperText={message === undefined ? HINT : asSentence(message)}
        />
      )}
    />
  );
}
