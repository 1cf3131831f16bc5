import Box from '@mui/material/Box';
import type { Balance } from '@smart-ai-hub/contracts';
import { useBalanceQuery, useMeQuery, useRunsQuery } from '../../shared/api/hub-api.ts';
import { Credits } from '../../shared/ui/credits.tsx';
import { formatCount, formatCredits, formatDollars } from '../../shared/ui/format.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { StatCard } from '../../shared/ui/stat-card.tsx';
import { Checklist } from './checklist.tsx';
import { LatestRuns } from './latest-runs.tsx';
import { QuickStart } from './quick-start.tsx';
import { summarizeToday } from './today.ts';

const grid = { display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } };

const noteOf = ({ balance, debt }: Balance): string =>
  debt > 0 ? `${formatCredits(debt)} credits are owed` : `≈ ${formatDollars(balance)}`;

function Figures() {
  const { data: balance } = useBalanceQuery();
  const { data: runs } = useRunsQuery({ query: { limit: 100 } });
  const today = runs && summarizeToday(runs.runs, runs.total, new Date());
  return (
    <Box sx={grid}>
      <StatCard
        label="Balance"
        value={balance && <Credits amount={balance.balance} />}
        note={balance && noteOf(balance)}
      />
      <StatCard
        label="Available"
        value={balance && <Credits amount={balance.available} />}
        note="credits for new calls"
      />
      <StatCard label="Held" value={balance && <Credits amount={balance.held} />} note="for calls that are running" />
      <StatCard
        label="Today’s calls"
        value={today && `${formatCount(today.calls)}${today.isAtLeast ? '+' : ''}`}
        note={today && `${formatCredits(today.cost)} credits charged`}
      />
    </Box>
  );
}

export function DashboardPage() {
  const user = useMeQuery().data?.user;
  const balance = useBalanceQuery();
  const runs = useRunsQuery({ query: { limit: 100 } }, { refetchOnMountOrArgChange: 15 });
  const failed = [balance, runs].find(({ error, data }) => error && !data);
  return (
    <Page>
      <PageHeading title="Dashboard" description={user ? `Hello, ${user.profile.firstName}.` : ' '} />
      {failed ? (
        <QueryProblem error={failed.error} onRetry={() => (void balance.refetch(), void runs.refetch())} />
      ) : (
        <>
          <Figures />
          <Checklist />
          <LatestRuns runs={runs.data?.runs} />
        </>
      )}
      <QuickStart />
    </Page>
  );
}
