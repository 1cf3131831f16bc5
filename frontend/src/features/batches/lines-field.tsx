import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type ChangeEvent, useRef, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { formatCount } from '../../shared/ui/format.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { monospace } from '../../theme/theme.ts';
import type { BatchBody, BatchValues } from './batch-body.ts';

type Form = UseFormReturn<BatchValues, unknown, BatchBody>;

/** What is longer than this is kept out of the text field, which would become slow. */
const SHOWN_BYTES = 200_000;

const example = JSON.stringify({
  customId: 'fr',
  model: 'simulator-gpt',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'The capital of France?' }] }],
});

type UploadedFile = { name: string; lines: number };

function LinesText({ form: { register, formState } }: { form: Form }) {
  return (
    <FormTextField
      label="Calls"
      multiline
      minRows={8}
      maxRows={18}
      placeholder={example}
      helperText="Each line is a body of POST /api/runs with a customId of your own."
      field={register('lines')}
      fieldError={formState.errors.lines}
      slotProps={{
        htmlInput: { spellCheck: false, sx: { fontFamily: monospace, fontSize: '0.8125rem' } },
        formHelperText: { sx: { whiteSpace: 'pre-line' } },
      }}
    />
  );
}

function LargeFile({ file, form: { formState } }: { file: UploadedFile; form: Form }) {
  const message = formState.errors.lines?.message;
  return (
    <Box sx={{ border: 1, borderColor: message === undefined ? 'divider' : 'error.main', borderRadius: 1.25, p: 2 }}>
      <Typography>
        {file.name}: {formatCount(file.lines)} lines
      </Typography>
      {message !== undefined && (
        <Typography variant="caption" role="alert" sx={{ color: 'error.main', whiteSpace: 'pre-line' }}>
          {message}
        </Typography>
      )}
    </Box>
  );
}

/** Calls as lines of JSON, typed or from a file. */
export function LinesField({ form }: { form: Form }) {
  const input = useRef<HTMLInputElement>(null);
  const [large, setLarge] = useState<UploadedFile | null>(null);
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (!file) return;
    const text = await file.text();
    setLarge(file.size > SHOWN_BYTES ? { name: file.name, lines: text.trimEnd().split('\n').length } : null);
    form.setValue('lines', text);
    form.clearErrors('lines');
    // So that the same file, changed meanwhile, can be chosen again.
    target.value = '';
  };
  const remove = () => {
    setLarge(null);
    form.setValue('lines', '');
    form.clearErrors('lines');
  };
  return (
    <Stack sx={{ gap: 1.5 }}>
      <input
        ref={input}
        type="file"
        accept=".jsonl,.ndjson,.json,.txt"
        hidden
        aria-label="File of calls"
        onChange={(event) => void take(event)}
      />
      {large ? <LargeFile file={large} form={form} /> : <LinesText form={form} />}
      <Stack direction="row" sx={{ gap: 1 }}>
        <Button size="small" variant="outlined" startIcon={<UploadIcon />} onClick={() => input.current?.click()}>
          {large ? 'Another file' : 'Upload a file'}
        </Button>
        {large && (
          <Button size="small" onClick={remove}>
            Remove
          </Button>
        )}
      </Stack>
    </Stack>
  );
}
