import UsageIcon from '@mui/icons-material/BarChartRounded';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Credits } from '../../shared/ui/credits.tsx';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCount, formatDollars } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { StatCard } from '../../shared/ui/stat-card.tsx';
import { UsageFilters } from './usage-filters.tsx';
import { UsageGroups } from './usage-groups.tsx';
import { UsageOverTime } from './usage-over-time.tsx';
import { readQuestion, toQueries, type UsageQuestion, type UsageScope, writeQuestion } from './usage-question.ts';
import { inputTokensOf, type UsageAmounts } from './usage-series.ts';
import { useGroupNames, useUsage } from './use-usage.ts';

/** The question in the address of the page, since when it holds, and how to change a part of it. */
function useQuestion(scope: UsageScope) {
  const [search, setSearch] = useSearchParams();
  const [now, setNow] = useState(Date.now);
  const question = readQuestion(search, scope);
  const change = (part: Partial<UsageQuestion>) => {
    setNow(Date.now());
    setSearch(writeQuestion({ ...question, ...part }), { replace: true, preventScrollReset: true });
  };
  return { question, now, change };
}

type Totals = UsageAmounts & { loss?: number; revenue?: number };

function Figures({ totals }: { totals: Totals | undefined }) {
  const { loss = 0 } = totals ?? {};
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } }}>
      <StatCard
        label="Cost"
        value={totals && <Credits amount={totals.cost} />}
        note={totals && `≈ ${formatDollars(totals.cost)}${loss > 0 ? `, and ${formatDollars(loss)} lost` : ''}`}
      />
      <StatCard
        label="Calls"
        value={totals && formatCount(totals.calls)}
        note={totals && `${formatCount(totals.failed)} failed`}
      />
      <StatCard
        label="Input tokens"
        value={totals && formatCount(inputTokensOf(totals))}
        note={totals && `${formatCount(totals.cacheReadTokens)} read from a cache`}
      />
      <StatCard
        label="Output tokens"
        value={totals && formatCount(totals.outputTokens)}
        note={totals && `${formatCount(totals.reasoningTokens)} of them reasoning`}
      />
    </Box>
  );
}

function NoUsage({ isFiltered }: { isFiltered: boolean }) {
  return (
    <Panel title="Over time">
      <EmptyState icon={<UsageIcon />} title={isFiltered ? 'No calls fit' : 'No calls in this time'}>
        {isFiltered
          ? 'Choose another time, or take a filter away.'
          : 'What calls use and cost is added up here as soon as they end.'}
      </EmptyState>
    </Panel>
  );
}

type Loaded<Answer> = { currentData?: { usage: Answer } | undefined };

/** What was asked for last, or nothing yet: rows of another grouping would stand under wrong names. */
const usageOf = <Answer,>({ currentData }: Loaded<Answer>): Answer | undefined => currentData?.usage;

/** Usage over time and by group, of one account or of all. */
export function UsageView({ scope }: { scope: UsageScope }) {
  const { question, now, change } = useQuestion(scope);
  const { span, byTime, byGroup, choices, file } = toQueries(question, scope, now);
  const times = useUsage(scope, byTime);
  const groups = useUsage(scope, byGroup);
  const found = useUsage(scope, choices).data?.usage.rows ?? [];
  const [answer, grouped] = [usageOf(times), usageOf(groups)];
  const nameOf = useGroupNames(scope, grouped?.rows ?? []);
  const failed = [times, groups].find(({ error }) => error);
  const isFiltered = [question.model, question.provider, question.keyId, question.accountId].some((one) => one !== '');
  return (
    <>
      <UsageFilters {...{ scope, question, file, nameOf }} choices={found} onChange={change} />
      {failed ? (
        <QueryProblem error={failed.error} onRetry={() => (void times.refetch(), void groups.refetch())} />
      ) : (
        <>
          <Figures totals={times.data?.usage.totals} />
          {(!answer || !grouped) && (
            <Skeleton variant="rounded" height={420} role="status" aria-label="Loading the usage" />
          )}
          {answer?.total === 0 && <NoUsage isFiltered={isFiltered} />}
          {answer && grouped && answer.total > 0 && (
            <>
              <UsageOverTime {...{ question, answer, nameOf }} unit={span.unit} onChange={change} />
              {question.group !== 'none' && <UsageGroups {...grouped} group={question.group} nameOf={nameOf} />}
            </>
          )}
        </>
      )}
    </>
  );
}
