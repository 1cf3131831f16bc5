import { z } from 'zod';
import { isWholeMicros } from '../money.ts';
import { defineEndpoint } from './define-endpoint.ts';

/** Days and months are those of UTC; `total` counts from when the budget was made. */
export const budgetPeriodSchema = z.enum(['day', 'month', 'total']);
export type BudgetPeriod = z.output<typeof budgetPeriodSchema>;

/**
 * An amount of credits with at most 6 decimals, up to a billion. Refined rather than a `multipleOf`: in binary fractions that is a matter of luck for
 * whoever validates by the API document.
 */
export const creditAmountSchema = z
  .number()
  .min(0, 'must not be below zero')
  .max(1_000_000_000, 'must be at most a billion')
  .refine(isWholeMicros, 'must have at most 6 decimals');

const limitSchema = creditAmountSchema.nullable().optional();

/** In credits. A period that is left out stays as it is; `null` takes its budget away. */
export const budgetLimitsSchema = z.strictObject({ day: limitSchema, month: limitSchema, total: limitSchema }).meta({
  id: 'BudgetLimits',
  description: 'In credits; `null` takes a budget away, a period left out stays as it is.',
});
export type BudgetLimits = z.output<typeof budgetLimitsSchema>;

export const budgetSchema = z
  .object({
    period: budgetPeriodSchema,
    limit: z.number(),
    spent: z.number(),
    /** Set aside for calls that run now; counts as spent. */
    held: z.number(),
    /** When `spent` begins at zero again. */
    resetsAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Budget', description: 'In credits.' });
export type ShownBudget = z.output<typeof budgetSchema>;

const budgetsAnswer = z.object({ budgets: z.array(budgetSchema) });

/** What a person may spend, over all of their keys and sessions. The budgets of a key are members of the key. */
export const budgetEndpoints = {
  readBudgets: defineEndpoint({
    method: 'GET',
    path: '/api/credits/budgets',
    summary: 'Your own budgets: the most that you spend in a day, in a month, and in all',
    auth: 'caller',
    status: 200,
    response: budgetsAnswer,
    errors: [],
  }),
  setBudgets: defineEndpoint({
    method: 'PUT',
    path: '/api/credits/budgets',
    summary: 'Set, change or take away your own budgets',
    auth: 'session',
    status: 200,
    body: budgetLimitsSchema.refine((limits) => Object.values(limits).some((limit) => limit !== undefined), {
      error: 'name at least one period: day, month or total',
    }),
    example: { month: 50 },
    response: budgetsAnswer,
    errors: [],
  }),
};
