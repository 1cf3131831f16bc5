import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Stack from '@mui/material/Stack';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import type { Model } from '@smart-ai-hub/contracts';
import { useWatch } from 'react-hook-form';
import { Link } from 'react-router';
import { isProblem } from '../../shared/api/problem.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { LinesField } from './lines-field.tsx';
import { useNewBatch } from './use-new-batch.ts';

type Form = ReturnType<typeof useNewBatch>['form'];

function PromptFields({ form: { register, formState }, models }: { form: Form; models: readonly Model[] }) {
  return (
    <Stack sx={{ gap: 2 }}>
      <FormTextField
        select
        label="Model"
        field={register('model')}
        fieldError={formState.errors.model}
        slotProps={{ select: { native: true } }}
        sx={{ maxWidth: 360 }}
      >
        {models.map(({ id, displayName }) => (
          <option key={id} value={id}>
            {displayName}
          </option>
        ))}
      </FormTextField>
      <FormTextField
        label="Prompts"
        multiline
        minRows={8}
        maxRows={18}
        placeholder={'The capital of France?\nThe capital of Italy?'}
        helperText="One prompt a line: each becomes a call of its own, named by its line."
        field={register('prompts')}
        fieldError={formState.errors.prompts}
        slotProps={{ formHelperText: { sx: { whiteSpace: 'pre-line' } } }}
      />
    </Stack>
  );
}

function TermFields({ form: { register, formState } }: { form: Form }) {
  const { ref, ...webhook } = register('webhook');
  return (
    <Stack sx={{ gap: 1.5 }}>
      <FormTextField
        label="At most, in credits"
        autoComplete="off"
        helperText="Of all calls together. Optional; the calls are then made one after the other."
        field={register('maxCost')}
        fieldError={formState.errors.maxCost}
        slotProps={{ htmlInput: { inputMode: 'decimal' } }}
        sx={{ maxWidth: 360 }}
      />
      <FormControlLabel
        control={<Checkbox size="small" {...webhook} slotProps={{ input: { ref } }} />}
        label="Tell my webhooks when it has ended"
      />
    </Stack>
  );
}

/** Calls by a list of prompts or by lines of JSON, what they may cost, and whom to tell. */
export function NewBatchForm({ models }: { models: readonly Model[] }) {
  const { form, submit, error, isLoading } = useNewBatch(models[0]?.id ?? '');
  const source = useWatch({ control: form.control, name: 'source' });
  return (
    <Stack component="form" noValidate onSubmit={submit} aria-label="New batch" sx={{ gap: 2.5 }}>
      <Tabs
        value={source}
        onChange={(_, next: typeof source) => form.setValue('source', next)}
        aria-label="How the calls are given"
        sx={{ minHeight: 36, '& .MuiTab-root': { minHeight: 36, px: 1.5, minWidth: 0 } }}
      >
        <Tab value="prompts" label="Prompts" id="tab-prompts" aria-controls="calls" />
        <Tab value="lines" label="JSON lines" id="tab-lines" aria-controls="calls" />
      </Tabs>
      <Box role="tabpanel" id="calls" aria-labelledby={`tab-${source}`}>
        {source === 'prompts' ? <PromptFields form={form} models={models} /> : <LinesField form={form} />}
      </Box>
      <TermFields form={form} />
      {isProblem(error) && <ProblemNotice problem={error} />}
      <Stack direction="row" sx={{ gap: 1 }}>
        <Button type="submit" variant="contained" loading={isLoading}>
          Send the batch
        </Button>
        <Button component={Link} to="/batches">
          Cancel
        </Button>
      </Stack>
    </Stack>
  );
}
