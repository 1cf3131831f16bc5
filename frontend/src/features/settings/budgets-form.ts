import { type BudgetLimits, budgetLimitsSchema, type ShownBudget } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { limitTextSchema } from '../../shared/ui/limit-text.ts';

export type BudgetsValues = { day: string; month: string; total: string };

export const budgetFields = ['day', 'month', 'total'] as const;

/** The form begins with what holds now. */
export function budgetsValuesOf(budgets: readonly ShownBudget[]): BudgetsValues {
  const limitOf = (period: string) => String(budgets.find((budget) => budget.period === period)?.limit ?? '');
  return { day: limitOf('day'), month: limitOf('month'), total: limitOf('total') };
}

/** An empty field takes its budget away. */
export const budgetsFormSchema: z.ZodType<BudgetLimits, BudgetsValues> = z
  .object({ day: limitTextSchema, month: limitTextSchema, total: limitTextSchema })
  .transform((limits): z.input<typeof budgetLimitsSchema> => limits)
  .pipe(budgetLimitsSchema);
