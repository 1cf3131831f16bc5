import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { budgetPeriodSchema, type ShownBudget } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useBudgetsQuery } from '../../shared/api/hub-api.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { BudgetRow } from './budget-row.tsx';
import { BudgetsDialog } from './budgets-dialog.tsx';

function BudgetList({ budgets }: { budgets: readonly ShownBudget[] }) {
  return (
    <Stack component="ul" aria-label="Budgets" sx={{ listStyle: 'none', m: 0, p: 0, gap: 2.25, maxWidth: 620 }}>
      {budgetPeriodSchema.options.map((period) => (
        <BudgetRow key={period} period={period} budget={budgets.find((budget) => budget.period === period)} />
      ))}
    </Stack>
  );
}

function LoadingBudgets() {
  return (
    <Stack role="status" aria-label="Loading the budgets" sx={{ gap: 2, maxWidth: 620 }}>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} variant="rounded" height={28} />
      ))}
    </Stack>
  );
}

/** The most that the signed-in person spends, over all keys and sessions. */
export function Budgets() {
  const [isChanging, setChanging] = useState(false);
  const { data, error, refetch } = useBudgetsQuery(undefined, { refetchOnMountOrArgChange: 10 });
  return (
    <Panel
      title="Budgets"
      description="The most that you spend, over all of your keys and sessions."
      action={
        <Button variant="outlined" size="small" disabled={!data} onClick={() => setChanging(true)}>
          {data?.budgets.length === 0 ? 'Set budgets' : 'Change budgets'}
        </Button>
      }
    >
      {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingBudgets />}
      {data && <BudgetList budgets={data.budgets} />}
      {isChanging && data && <BudgetsDialog budgets={data.budgets} onClose={() => setChanging(false)} />}
    </Panel>
  );
}
