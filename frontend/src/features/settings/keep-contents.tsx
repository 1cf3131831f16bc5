import MenuItem from '@mui/material/MenuItem';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { contentKeepDays, type ContentRetention } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useContentRetentionQuery, useSetContentRetentionMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { ProblemNotice, QueryProblem } from '../../shared/ui/problem-notice.tsx';

const OFF = 'off';

type KeepDays = ContentRetention['keepDays'];

const daysOf = (value: string): KeepDays => contentKeepDays.find((days) => String(days) === value) ?? null;

/** What the choice means now, in a sentence. */
export function retentionText({ keepDays, keptSince, isForgetting }: ContentRetention): string {
  const left = isForgetting ? ' What was kept before is hidden, and is being deleted.' : '';
  if (keepDays === null || keptSince === null) return `Prompts and answers of your calls are not kept.${left}`;
  const time = keepDays === 1 ? 'a day' : `${keepDays} days`;
  return `Calls that were sent since ${formatDateTime(keptSince)} are kept for ${time} each.${left}`;
}

function RetentionChoice({ retention }: { retention: ContentRetention }) {
  const [set, { error, isLoading }] = useSetContentRetentionMutation();
  const [isLeaving, setLeaving] = useState(false);
  const choose = (keepDays: KeepDays) => {
    if (keepDays === null && retention.keepDays !== null) setLeaving(true);
    else void set({ body: { keepDays } });
  };
  const leave = async () => {
    const { error: failed } = await set({ body: { keepDays: null } });
    if (!failed) setLeaving(false);
  };
  return (
    <Stack sx={{ gap: 1.5, maxWidth: 420 }}>
      <TextField
        select
        size="small"
        label="Keep prompts and answers"
        value={String(retention.keepDays ?? OFF)}
        disabled={isLoading}
        onChange={(event) => choose(daysOf(event.target.value))}
      >
        <MenuItem value={OFF}>No</MenuItem>
        {contentKeepDays.map((days) => (
          <MenuItem key={days} value={String(days)}>
            {days === 1 ? 'For a day' : `For ${days} days`}
          </MenuItem>
        ))}
      </TextField>
      <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
        {retentionText(retention)}
      </Typography>
      {isProblem(error) && !isLeaving && <ProblemNotice problem={error} />}
      {isLeaving && (
        <ConfirmDialog
          title="Keep nothing any more?"
          keep="Go on keeping"
          confirm="Delete what is kept"
          isLoading={isLoading}
          error={error}
          onConfirm={() => void leave()}
          onClose={() => setLeaving(false)}
        >
          All prompts and answers that are kept are deleted. They cannot be brought back.
        </ConfirmDialog>
      )}
    </Stack>
  );
}

/** Whether prompts and answers are kept: they are not, unless their owner says so here. */
export function KeepContents() {
  const { data, error, refetch } = useContentRetentionQuery();
  if (data) return <RetentionChoice retention={data.retention} />;
  if (error) return <QueryProblem error={error} onRetry={() => void refetch()} />;
  return <Skeleton variant="rounded" height={72} sx={{ maxWidth: 420 }} />;
}
