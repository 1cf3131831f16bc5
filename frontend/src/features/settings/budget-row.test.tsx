import { describe, expect, it } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import type { ShownBudget } from '@smart-ai-hub/contracts';
import { BudgetRow } from './budget-row.tsx';

const day: ShownBudget = { period: 'day', limit: 5, spent: 1, held: 0, resetsAt: '2026-11-27T00:00:00.000Z' };

function rowOf(budget: ShownBudget | undefined) {
  render(<BudgetRow period="day" budget={budget} />);
  return screen.getByRole('listitem');
}

describe('a budget', () => {
  it('shows how much of it is used up, by words and by a bar that says the same', () => {
    expect(rowOf({ ...day, held: 0.25 }).textContent).toContain(
      '1.25 of 5.00 credits0.25 of it held for running calls.',
    );
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
  });

  it('says until when calls are refused, once it is used up', () => {
    expect(rowOf({ ...day, spent: 6 }).textContent).toMatch(/Used up: calls are refused until Nov 2/);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
  });

  it('that begins anew at no time says that calls are refused, or from when it counts', () => {
    expect(rowOf({ ...day, resetsAt: null, limit: 0, spent: 0 }).textContent).toContain('Used up: calls are refused.');
  });

  it('is said to be none where there is none', () => {
    expect(rowOf(undefined).textContent).toBe('A dayNo budget');
    expect(screen.queryByRole('progressbar')).toBeNull();
  });
});
