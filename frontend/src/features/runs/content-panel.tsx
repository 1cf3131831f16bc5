import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import type { Run, RunContent } from '@smart-ai-hub/contracts';
import { type ReactNode, useState } from 'react';
import { useContentRetentionQuery, useDeleteRunContentMutation, useRunContentQuery } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { KeptContent } from './kept-content.tsx';
import { NoContent } from './no-content.tsx';
import { whyNotKept } from './why-not-kept.ts';

function Frame({ description, action, children }: { description: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Panel title="Prompt and answer" description={description} action={action} flush>
      {children}
    </Panel>
  );
}

function DeleteContent({ runId }: { runId: string }) {
  const [remove, { error, isLoading }] = useDeleteRunContentMutation();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button variant="outlined" color="error" onClick={() => setAsking(true)}>
        Delete
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Delete this prompt and its answer?"
          keep="Keep them"
          confirm="Delete them"
          isLoading={isLoading}
          error={error}
          onConfirm={() => void remove({ params: { id: runId } })}
          onClose={() => setAsking(false)}
        >
          They cannot be brought back. The call itself stays in the log, with what it used and cost.
        </ConfirmDialog>
      )}
    </>
  );
}

function Actions({ content: { runId, request, answer } }: { content: RunContent }) {
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      <CopyButton withText text={JSON.stringify({ request, answer }, null, 2)} label="Copy as JSON" />
      <DeleteContent runId={runId} />
    </Stack>
  );
}

/** Asks for the content: nothing before here says whether it is there. */
function AskedContent({ run }: { run: Run }) {
  const { data, error, refetch } = useRunContentQuery({ params: { id: run.id } }, { refetchOnMountOrArgChange: true });
  if (isProblem(error) && error.code === 'content_not_kept') {
    return (
      <Frame description="What this call was asked and answered is not kept.">
        <NoContent why="none" onLookAgain={() => void refetch()} />
      </Frame>
    );
  }
  if (error) return <FailedContent error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingContent />;
  const { content } = data;
  return (
    <Frame
      description={`Only you can read it here. It is kept until ${formatDateTime(content.forgottenAt)}.`}
      action={<Actions content={content} />}
    >
      <KeptContent content={content} />
    </Frame>
  );
}

function LoadingContent() {
  return (
    <Frame description="What this call was asked and answered.">
      <LoadingRows label="Loading the prompt and answer" />
    </Frame>
  );
}

function FailedContent({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Frame description="What this call was asked and answered.">
      <Stack sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
        <QueryProblem error={error} onRetry={onRetry} />
      </Stack>
    </Frame>
  );
}

/** What a call was asked and what it answered, or why that is not here. `now` is when the call was read. */
export function ContentPanel({ run, now, onLookAgain }: { run: Run; now: number; onLookAgain: () => void }) {
  const { data, error, refetch } = useContentRetentionQuery(undefined, { refetchOnMountOrArgChange: true });
  if (!data && !error) return <LoadingContent />;
  if (!data) return <FailedContent error={error} onRetry={() => void refetch()} />;
  const why = whyNotKept(run, data.retention, now);
  if (why === undefined) return <AskedContent run={run} />;
  return (
    <Frame description="What this call was asked and answered is not kept.">
      <NoContent why={why} keepDays={data.retention.keepDays} onLookAgain={onLookAgain} />
    </Frame>
  );
}
