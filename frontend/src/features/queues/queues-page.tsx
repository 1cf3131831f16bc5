import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useOpenQueueBoardMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

const BOARD = '/admin/queues';

/** The way of an administrator to the board of the queues, which is a page of its own. */
export function QueuesPage() {
  const [open, { error, isLoading, isSuccess }] = useOpenQueueBoardMutation();
  const go = async () => {
    const result = await open();
    if (!result.error) globalThis.location.assign(BOARD);
  };
  return (
    <Page>
      <PageHeading title="Queues" />
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
    </Page>
  );
}
