import LockIcon from '@mui/icons-material/LockOutlined';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useMeQuery, useOpenQueueBoardMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { ProblemNotice, QueryProblem } from '../../shared/ui/problem-notice.tsx';

const BOARD = '/admin/queues';

function OpenBoard() {
  const [open, { error, isLoading, isSuccess }] = useOpenQueueBoardMutation();
  const go = async () => {
    const result = await open();
    if (!result.error) globalThis.location.assign(BOARD);
  };
  return (
    <Panel title="Queue board" description="Everything that waits or is being worked on.">
      <Stack sx={{ gap: 2, alignItems: 'flex-start' }}>
        <Typography sx={{ maxWidth: 620 }}>
          The board shows how many jobs wait, run and fail, and what each is about. It changes nothing, and prompts,
          answers and secrets are taken out. It stays open for ten minutes; then come back here.
        </Typography>
        {isProblem(error) && <ProblemNotice problem={error} />}
        <Button variant="contained" loading={isLoading || isSuccess} onClick={() => void go()}>
          Open the queues
        </Button>
      </Stack>
    </Panel>
  );
}

function NotForYou() {
  return (
    <EmptyState icon={<LockIcon />} title="Only administrators may look into the queues">
      Ask the operator of this hub if you need to.
    </EmptyState>
  );
}

/** The way of an administrator to the board of the queues, which is a page of its own. */
export function QueuesPage() {
  const { data, error, refetch } = useMeQuery();
  return (
    <Page>
      <PageHeading title="Queues" />
      {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingRows label="Loading your account" rows={1} />}
      {data && (data.user.role === 'admin' ? <OpenBoard /> : <NotForYou />)}
    </Page>
  );
}
