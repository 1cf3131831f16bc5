import { describe, expect, it } from '@jest/globals';
import { configureStore } from '@reduxjs/toolkit';
import type { Run, RunContent } from '@smart-ai-hub/contracts';
import { noUsage } from '@smart-ai-hub/contracts';
import { fireEvent, render, screen } from '@testing-library/react';
import { Provider } from 'react-redux';
import { MemoryRouter } from 'react-router';
import { hubApi } from '../../shared/api/hub-api.ts';
import { createHubClient } from '../../shared/api/hub-client.ts';
import { ContentPanel } from './content-panel.tsx';

const now = Date.parse('2026-11-26T00:00:00.000Z');
const run: Run = {
  ...{ id: 'run_1', model: 'm', provider: 'p', requestedModel: 'm', candidates: ['m'], dialect: 'openai-chat' },
  ...{ state: 'done', stream: false, maxCost: null, parts: null, held: 0, usage: noUsage, cost: 0 },
  ...{ stopReason: 'end_turn', errorCode: null, firstTokenMs: 1 },
  ...{ createdAt: '2026-11-20T00:00:00.000Z', endedAt: '2026-11-20T00:00:01.000Z' },
};
const retention = { keepDays: 7, keptSince: '2026-11-01T00:00:00.000Z', isForgetting: false };
const content: RunContent = {
  ...{ runId: 'run_1', keptAt: '2026-11-20T00:00:01.000Z', forgottenAt: '2026-11-27T00:00:01.000Z', isCut: true },
  ...{ request: { form: 'openai-chat', body: null }, answer: null },
};

/** A hub that keeps for a week, and answers so when it is asked for the content, each time the next. */
function show(...answers: Response[]) {
  const client = createHubClient({
    fetch: (url) =>
      Promise.resolve(
        String(url).endsWith('/content')
          ? (answers.shift() ?? Response.json({ content }))
          : Response.json({ retention }),
      ),
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
        <ContentPanel run={run} now={now} onLookAgain={() => undefined} />
      </MemoryRouter>
    </Provider>,
  );
}

describe('the prompt and answer of a call', () => {
  it('are on their way, then say what was too large to be kept', async () => {
    show();
    expect(screen.getByRole('status', { name: 'Loading the prompt and answer' })).toBeTruthy();
    expect(await screen.findAllByText('It was too large to be kept, even with its texts cut.')).toHaveLength(2);
    expect(screen.getByText(/^This is not all of it\./)).toBeTruthy();
  });

  it('are asked for again when the hub could not answer', async () => {
    show(Response.json({ code: 'dependency_unavailable', detail: 'Try again.' }, { status: 503 }));
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }, { timeout: 15_000 }));
    await screen.findByRole('list', { name: 'Conversation' });
  });

  it('are looked for again where they can have come meanwhile', async () => {
    show(Response.json({ code: 'content_not_kept', detail: 'Not kept.' }, { status: 404 }));
    await screen.findByText('There is none of this call');
    fireEvent.click(screen.getByRole('button', { name: 'Look again' }));
    await screen.findByRole('list', { name: 'Conversation' });
  });
});
