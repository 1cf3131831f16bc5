import CallsIcon from '@mui/icons-material/ReceiptLongOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Run } from '@smart-ai-hub/contracts';
import { useRunsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCount } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { useAddress } from '../../shared/ui/use-address.ts';
import { filterOf, runFilterNames } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import { RunRow } from './run-row.tsx';

const PAGE_SIZE = 30;
const names = [...runFilterNames, 'before'] as const;

type Answer = { runs: Run[]; total: number; isTotalExact: boolean; next: string | null };

/** Nothing on this page of the log: because there is nothing, or because what fits lies further back. */
function NoRuns({ isFiltered, next }: { isFiltered: boolean; next: string | null }) {
  if (next !== null) {
    return (
      <EmptyState icon={<CallsIcon />} title="None of the calls that were looked through fits">
        The log goes on: look further back.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<CallsIcon />} title={isFiltered ? 'No calls fit' : 'No calls yet'}>
      {isFiltered
        ? 'Take a filter away to see the others.'
        : 'Every call of a model, from here or by API key, is listed with its tokens and its exact cost.'}
    </EmptyState>
  );
}

type FootProps = { answer: Answer; isBack: boolean; onBefore: (before: string) => void };

/** How many there are, and the way through them: back in time, or to the newest. */
function Foot({ answer: { total, isTotalExact, next }, isBack, onBefore }: FootProps) {
  return (
    <Stack
      direction="row"
      sx={{
        ...{ alignItems: 'center', justifyContent: 'space-between', flexWrap: 'wrap', gap: 1 },
        ...{ px: { xs: 2, sm: 3 }, py: 1.5, borderTop: 1, borderColor: 'divider' },
      }}
    >
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {isBack ? '' : `${isTotalExact ? '' : 'More than '}${formatCount(total)} ${total === 1 ? 'call' : 'calls'}`}
      </Typography>
      <Stack direction="row" sx={{ gap: 1 }}>
        {isBack && (
          <Button size="small" onClick={() => onBefore('')}>
            Newest calls
          </Button>
        )}
        {next !== null && (
          <Button size="small" variant="outlined" onClick={() => onBefore(next)}>
            Older calls
          </Button>
        )}
      </Stack>
    </Stack>
  );
}

/** Every call of the account, the newest first, by filters. Prompts and answers are not in it. */
export function RunsPage() {
  const { said, say } = useAddress(names);
  const { before, ...filter } = said;
  const asked = filterOf(filter);
  const { data, error, isFetching, refetch } = useRunsQuery(
    { query: { limit: PAGE_SIZE, ...asked, ...(before !== '' && { before }) } },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <Page>
      <PageHeading title="Request log" description="Every call, with what it used and cost. Days are those of UTC." />
      <RunFilters
        key={Object.values(filter).join(' ')}
        said={filter}
        onApply={(next) => say({ ...next, before: '' })}
      />
      <Panel title="Calls" description="The newest first; costs in credits." flush>
        {error && (
          <Box sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
            <QueryProblem error={error} onRetry={() => void refetch()} />
          </Box>
        )}
        {!error && !data && <LoadingRows label="Loading the calls" rows={6} />}
        {!error && data && (
          <Box aria-busy={isFetching} sx={{ opacity: isFetching ? 0.6 : 1 }}>
            {data.runs.length === 0 ? (
              <NoRuns isFiltered={Object.keys(asked).length > 0 || before !== ''} next={data.next} />
            ) : (
              <RowList label="Calls">
                {data.runs.map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </RowList>
            )}
            <Foot answer={data} isBack={before !== ''} onBefore={(next) => say({ before: next })} />
          </Box>
        )}
      </Panel>
    </Page>
  );
}
