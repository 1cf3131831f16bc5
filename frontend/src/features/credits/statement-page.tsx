import PrintIcon from '@mui/icons-material/PrintOutlined';
import StatementIcon from '@mui/icons-material/SummarizeOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import type { Statement } from '@smart-ai-hub/contracts';
import { Link as RouterLink, useParams } from 'react-router';
import { useMeQuery, useStatementQuery } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatDateTime, formatMonth } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { StatementFile } from './statement-file.tsx';
import { StatementByModel, StatementByType } from './statement-tables.tsx';

function Actions({ month }: { month: string }) {
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', displayPrint: 'none' }}>
      <StatementFile month={month} size="medium" />
      <Button
        variant="outlined"
        startIcon={<PrintIcon />}
        onClick={() => globalThis.print()}
        sx={{ alignSelf: 'start' }}
      >
        Print
      </Button>
    </Stack>
  );
}

/** `readAt` is when it was read: a month that is not over goes on. */
function StatementView({ statement, readAt }: { statement: Statement; readAt: number }) {
  const { month, final: isFinal } = statement;
  const email = useMeQuery().data?.user.email;
  const until = isFinal ? 'It does not change any more.' : `As of ${formatDateTime(new Date(readAt).toISOString())}.`;
  return (
    <>
      <PageHeading
        title={`Statement of ${formatMonth(month)}`}
        description={`${email ?? ''}${email ? ' · ' : ''}${until}`}
        action={<Actions month={month} />}
      />
      <Panel title="Credits" description="1 credit is worth US$ 0.10. The month is that of UTC." flush>
        <StatementByType statement={statement} />
      </Panel>
      {statement.byModel.length > 0 && (
        <Panel title="Calls by model" description="What they cost, in credits." flush>
          <StatementByModel byModel={statement.byModel} />
        </Panel>
      )}
    </>
  );
}

/** A month of the account, as it can be filed. */
export function StatementPage() {
  const { month = '' } = useParams();
  const {
    data,
    error,
    refetch,
    fulfilledTimeStamp = 0,
  } = useStatementQuery({ params: { month } }, { refetchOnMountOrArgChange: true });
  const isUnknown = isProblem(error) && (error.code === 'not_found' || error.code === 'validation_failed');
  return (
    <Page>
      <Box component="nav" aria-label="Back" sx={{ mb: -1.5, displayPrint: 'none' }}>
        <Link component={RouterLink} to="/credits" variant="body2">
          ← Credits
        </Link>
      </Box>
      {isUnknown && (
        <>
          <PageHeading title="Statement" />
          <EmptyState icon={<StatementIcon />} title="There is no such statement">
            There is one for each month from the first of your account to this one.
          </EmptyState>
        </>
      )}
      {error && !isUnknown && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingRows label="Loading the statement" />}
      {data && !isUnknown && <StatementView statement={data.statement} readAt={fulfilledTimeStamp} />}
    </Page>
  );
}
