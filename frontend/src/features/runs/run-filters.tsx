import DownloadIcon from '@mui/icons-material/DownloadRounded';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { errorCodeSchema, errorTable, runStateSchema } from '@smart-ai-hub/contracts';
import type { SubmitEvent } from 'react';
import { useApiKeysQuery, useSaveRunsMutation, useUsageQuery } from '../../shared/api/hub-api.ts';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { runStateNames } from '../../shared/ui/run-state-chip.tsx';
import { keyOptions } from './describe-run.ts';
import { filterOf, runFilterNames, type RunFilterTexts } from './run-filter.ts';

type FieldProps = { name: keyof RunFilterTexts; label: string; said: RunFilterTexts };

const shrunk = { inputLabel: { shrink: true } } as const;

function DayField({ name, label, said }: FieldProps) {
  return (
    <TextField
      type="date"
      size="small"
      name={name}
      label={label}
      defaultValue={said[name]}
      slotProps={shrunk}
      sx={{ width: { xs: '100%', sm: 150 } }}
    />
  );
}

function ChoiceField({ name, label, said, options }: FieldProps & { options: readonly (readonly [string, string])[] }) {
  return (
    <TextField
      select
      size="small"
      name={name}
      label={label}
      defaultValue={said[name]}
      slotProps={{ select: { native: true }, ...shrunk }}
      sx={{ width: { xs: '100%', sm: 180 } }}
    >
      {options.map(([value, title]) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </TextField>
  );
}

/** Any model can be typed; those of the last 30 days are proposed. */
function ModelField({ name, label, said }: FieldProps) {
  const { data } = useUsageQuery({ query: { groupBy: ['model'] } }, { refetchOnMountOrArgChange: 60 });
  return (
    <>
      <TextField
        size="small"
        name={name}
        label={label}
        defaultValue={said[name]}
        autoComplete="off"
        slotProps={{ ...shrunk, htmlInput: { list: 'models-used' } }}
        sx={{ width: { xs: '100%', sm: 200 } }}
      />
      <datalist id="models-used">
        {data?.usage.rows.map(({ model }) => (
          <option key={model} value={model} />
        ))}
      </datalist>
    </>
  );
}

const states = [
  ['', 'All states'],
  ...runStateSchema.options.map((state) => [state, runStateNames[state]] as const),
] as const;
const errorCodes = [
  ['', 'All'],
  ...errorCodeSchema.options
    .map((code) => [code, `${errorTable[code].title} (${code})`] as const)
    .sort(([, one], [, other]) => one.localeCompare(other)),
] as const;

function Fields({ said }: { said: RunFilterTexts }) {
  const { data } = useApiKeysQuery();
  return (
    <>
      <DayField name="from" label="From" said={said} />
      <DayField name="to" label="Before" said={said} />
      <ChoiceField name="state" label="State" said={said} options={states} />
      <ModelField name="model" label="Model" said={said} />
      {/* Its choices come later than the form: only then does it know the chosen one. */}
      {data && <ChoiceField name="keyId" label="API key" said={said} options={keyOptions(data.keys, said.keyId)} />}
      <ChoiceField name="errorCode" label="Error" said={said} options={errorCodes} />
      <TextField
        type="number"
        size="small"
        name="minCost"
        label="At least, in credits"
        defaultValue={said.minCost}
        slotProps={{ ...shrunk, htmlInput: { min: 0, step: 'any' } }}
        sx={{ width: { xs: '100%', sm: 150 } }}
      />
    </>
  );
}

type RunFiltersProps = { said: RunFilterTexts; onApply: (filter: RunFilterTexts) => void };

/** What calls are looked for; give it a `key` of what is said, so that it follows the address. */
export function RunFilters({ said, onApply }: RunFiltersProps) {
  const [save, { error, isLoading }] = useSaveRunsMutation();
  const download = () => void save({ query: filterOf(said), fileName: 'calls.csv' });
  const isFiltered = runFilterNames.some((name) => said[name] !== '');
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const texts = runFilterNames.map((name) => [name, String(form.get(name) ?? said[name]).trim()]);
    onApply(Object.fromEntries(texts) as RunFilterTexts);
  };
  const nothing = Object.fromEntries(runFilterNames.map((name) => [name, ''])) as RunFilterTexts;
  return (
    <Stack sx={{ gap: 1.5 }}>
      <form role="search" aria-label="Filter the calls" onSubmit={submit}>
        <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
          <Fields said={said} />
          <Button type="submit" variant="contained" sx={{ height: 40 }}>
            Filter
          </Button>
          {isFiltered && (
            <Button onClick={() => onApply(nothing)} sx={{ height: 40 }}>
              Show all
            </Button>
          )}
          <Button
            variant="outlined"
            startIcon={<DownloadIcon />}
            loading={isLoading}
            onClick={download}
            sx={{ height: 40 }}
          >
            CSV
          </Button>
        </Stack>
      </form>
      {error && <QueryProblem error={error} onRetry={download} />}
    </Stack>
  );
}
