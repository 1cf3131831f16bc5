import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { BudgetPeriod, ShownBudget } from '@smart-ai-hub/contracts';
import { formatCredits, formatDateTime } from '../../shared/ui/format.ts';

const names: Record<BudgetPeriod, string> = { day: 'A day', month: 'A month', total: 'In all' };

/** From this share on the bar warns. */
const NEARLY = 0.8;

function fillOf({ limit, spent, held }: ShownBudget): { share: number; color: 'primary' | 'warning' | 'error' } {
  const used = spent + held;
  if (used >= limit) return { share: 1, color: 'error' };
  const share = used / limit;
  return { share, color: share >= NEARLY ? 'warning' : 'primary' };
}

/** What the figures mean for the next call. */
function budgetNote(budget: ShownBudget): string {
  const { limit, spent, held, resetsAt } = budget;
  const heldText = held > 0 ? `${formatCredits(held)} of it held for running calls. ` : '';
  const isUsedUp = spent + held >= limit;
  if (resetsAt === null) return heldText + (isUsedUp ? 'Used up: calls are refused.' : 'Counts from when it was set.');
  const when = formatDateTime(resetsAt);
  return heldText + (isUsedUp ? `Used up: calls are refused until ${when}.` : `Begins anew ${when}.`);
}

function Filled({ budget }: { budget: ShownBudget }) {
  const { share, color } = fillOf(budget);
  return (
    <>
      <LinearProgress
        variant="determinate"
        aria-label={`Spent of the budget: ${names[budget.period].toLowerCase()}`}
        value={Math.round(share * 100)}
        color={color}
        sx={{ height: 8, borderRadius: 4, bgcolor: 'action.selected' }}
      />
      <Typography variant="caption" component="p" sx={{ color: share === 1 ? 'error.main' : 'text.secondary' }}>
        {budgetNote(budget)}
      </Typography>
    </>
  );
}

/** One period's budget and how far it is used up. */
export function BudgetRow({ period, budget }: { period: BudgetPeriod; budget: ShownBudget | undefined }) {
  return (
    <Stack component="li" sx={{ gap: 0.75 }}>
      <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 2, alignItems: 'baseline', flexWrap: 'wrap' }}>
        <Typography sx={{ fontWeight: 560 }}>{names[period]}</Typography>
        <Box sx={{ fontVariantNumeric: 'tabular-nums', color: budget ? 'text.primary' : 'text.secondary' }}>
          {budget
            ? `${formatCredits(budget.spent + budget.held)} of ${formatCredits(budget.limit)} credits`
            : 'No budget'}
        </Box>
      </Stack>
      {budget && <Filled budget={budget} />}
    </Stack>
  );
}
