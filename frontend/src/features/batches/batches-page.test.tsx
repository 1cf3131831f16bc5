import { describe, expect, it } from '@jest/globals';
import { configureStore } from '@reduxjs/toolkit';
import { render, screen } from '@testing-library/react';
import type { Batch } from '@smart-ai-hub/contracts';
import { Provider } from 'react-redux';
import { MemoryRouter } from 'react-router';
import { hubApi } from '../../shared/api/hub-api.ts';
import { createHubClient } from '../../shared/api/hub-client.ts';
import { BatchesPage } from './batches-page.tsx';

const counts = { total: 2, waiting: 0, running: 1, succeeded: 1, failed: 0, cancelled: 0 };
const running: Batch = {
  ...{ id: 'bat_1', state: 'running', counts, cost: 0.5, maxCost: null },
  ...{ createdAt: '2026-11-26T01:00:00.000Z', endedAt: null },
};
const completed: Batch = { ...running, state: 'completed', counts: { ...counts, running: 0, succeeded: 2 } };

/** A hub whose batches are those of the first look, then those of the second, and so on. */
function show(...looks: Batch[][]) {
  let look = 0;
  const client = createHubClient({
    fetch: () => {
      const batches = looks[Math.min(look, looks.length - 1)] ?? [];
      look += 1;
      return Promise.resolve(Response.json({ batches, total: batches.length, page: 1, totalPages: 1 }));
    },
    locks: undefined,
    onSessionLost: () => undefined,
  });
  const store = configureStore({
    reducer: { [hubApi.reducerPath]: hubApi.reducer },
    middleware: (defaults) => defaults({ thunk: { extraArgument: { client } } }).concat(hubApi.middleware),
  });
  render(
    <Provider store={store}>
      <MemoryRouter>
        <BatchesPage />
      </MemoryRouter>
    </Provider>,
  );
}

describe('the page of the batches', () => {
  it('follows a batch that is under way to its end by itself', async () => {
    show([running], [completed]);
    await screen.findByText('Running');
    expect(screen.getByRole('button', { name: /^Cancel 2 calls/ })).toBeTruthy();
    await screen.findByText('Completed', {}, { timeout: 15_000 });
    expect(screen.queryByRole('button', { name: /^Cancel 2 calls/ })).toBeNull();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('2 of 2: 2 succeeded');
  });

  it('says what a batch is where there is none', async () => {
    show([]);
    await screen.findByText('No batches yet');
  });
});
