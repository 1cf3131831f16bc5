import { describe, expect, it } from '@jest/globals';
import { configureStore } from '@reduxjs/toolkit';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Provider } from 'react-redux';
import { hubApi } from '../../shared/api/hub-api.ts';
import { createHubClient } from '../../shared/api/hub-client.ts';
import { sessionSlice } from '../../shared/api/session-slice.ts';
import { ModelsPage } from './models-page.tsx';

const rates = { input: 30, cacheRead: 3, cacheWrite5m: 37.5, cacheWrite1h: 60, output: 150, reasoning: 150, image: 30 };
const price = { ...rates, free: false, tiers: [], webSearch: 0.1 };
const sonnet = {
  id: 'claude-sonnet-4-5',
  provider: 'anthropic',
  displayName: 'Claude Sonnet 4.5',
  kind: 'chat',
  simulated: false,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  typicalOutputTokens: 1,
  dialects: [],
  capabilities: { tools: true, images: true, reasoning: true },
  price,
  nextPrice: { ...price, input: 45, from: '2027-01-01T00:00:00.000Z' },
};
const long = { ...rates, input: 60, output: 225, aboveInputTokens: 272_000 };
const gpt = { ...sonnet, id: 'gpt-6', provider: 'openai', displayName: 'GPT-6', nextPrice: null };
const tieredGpt = { ...gpt, price: { ...price, tiers: [long] } };
const entry = {
  id: 'prc_1',
  model: sonnet.id,
  source: 'admin',
  state: 'current',
  effectiveFrom: '2026-11-01T00:00:00.000Z',
  effectiveUntil: null,
  free: false,
  prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, tiers: [] },
  listedOn: null,
  note: 'Spring sale',
  createdBy: 'usr_1',
  createdAt: '2026-11-01T00:00:00.000Z',
  endedBy: null,
  endedAt: null,
};

type Answers = { models?: object | Response; role?: string; setPrice?: () => Response };

function setUp({ models = { models: [sonnet, tieredGpt] }, role = 'user', setPrice }: Answers = {}) {
  const sent: { method: string; url: string; body: unknown }[] = [];
  const json = (body: object) =>
    new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  const answer = (method: string, url: string): Response => {
    if (url.startsWith('/api/models')) return models instanceof Response ? models : json(models);
    if (url.startsWith('/api/auth/me')) return json({ user: { id: 'usr_1', role } });
    if (method === 'POST' && setPrice) return setPrice();
    if (method === 'GET') return json({ prices: [entry], total: 1, page: 1, totalPages: 1 });
    return json({ price: entry });
  };
  const client = createHubClient({
    fetch: (url, init) => {
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
      sent.push({ method: init?.method ?? 'GET', url: String(url), body });
      return Promise.resolve(answer(init?.method ?? 'GET', String(url)));
    },
    locks: undefined,
    onSessionLost: () => undefined,
  });
  const store = configureStore({
    reducer: { session: sessionSlice.reducer, [hubApi.reducerPath]: hubApi.reducer },
    middleware: (defaults) => defaults({ thunk: { extraArgument: { client } } }).concat(hubApi.middleware),
  });
  render(
    <Provider store={store}>
      <ModelsPage />
    </Provider>,
  );
  return { sent, user: userEvent.setup() };
}

const open = async (user: ReturnType<typeof userEvent.setup>, name: string) =>
  user.click(await screen.findByRole('button', { name: `All prices of ${name}` }));

describe('the page of models', () => {
  it('shows that it loads, then each model with its prices in credits and US dollars', async () => {
    setUp();
    expect(screen.getByRole('status', { name: 'Loading the models' })).toBeTruthy();
    const row = (await screen.findByText('Claude Sonnet 4.5')).closest('tr');
    expect(row?.textContent).toContain('30.00$3.00');
    expect(row?.textContent).toContain('150.00$15.00');
    expect(row?.textContent).toContain('200K');
  });

  it('opens a model to all its prices, those of long prompts, of searches and the next ones', async () => {
    const { user } = setUp();
    await open(user, 'GPT-6');
    const table = screen.getByRole('table', { name: 'All prices of GPT-6' });
    expect(within(table).getByText('Above 272K')).toBeTruthy();
    expect(within(table).getByText('Cache write, 1 hour').closest('tr')?.textContent).toContain('60.00$6.00');
    expect(screen.getByText(/Each web search by the model: 0.10 credits/)).toBeTruthy();
    await open(user, 'Claude Sonnet 4.5');
    expect(screen.getByText(/^From .*2027.* on: 45\.00 in/)).toBeTruthy();
  });

  it('narrows the list by what is typed, and says when nothing matches', async () => {
    const { user } = setUp();
    await screen.findByText('GPT-6');
    await user.type(screen.getByLabelText('Search models'), 'sonnet');
    expect(screen.queryByText('GPT-6')).toBeNull();
    expect(screen.getByText('1 model')).toBeTruthy();
    await user.type(screen.getByLabelText('Search models'), ' nonsense');
    expect(screen.getByText('No model matches “sonnet nonsense”')).toBeTruthy();
  });

  it('says so when there is no model, and offers another try when the list cannot be had', async () => {
    setUp({ models: { models: [] } });
    expect(await screen.findByText('No model is available')).toBeTruthy();
  });

  it('offers another try when the list cannot be had', async () => {
    const problem = {
      code: 'dependency_unavailable',
      title: 'Temporarily unavailable',
      detail: 'Try again.',
      status: 503,
    };
    setUp({ models: new Response(JSON.stringify(problem), { status: 503 }) });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('shows fifty of many', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ ...gpt, id: `m-${at}`, displayName: `Model ${at}` }));
    const { user } = setUp({ models: { models: many } });
    await screen.findByText('Model 49');
    expect(screen.queryByText('Model 50')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Go to page 2' }));
    expect(screen.getByText('Model 59')).toBeTruthy();
  }, 30_000);

  it('offers nothing of administration to anybody else, and asks the server for none of it', async () => {
    const { user, sent } = setUp();
    await open(user, 'Claude Sonnet 4.5');
    expect(screen.queryByText('Price book')).toBeNull();
    expect(sent.some(({ url }) => url.includes('admin'))).toBe(false);
  });
});

describe('for an administrator, the page of models', () => {
  it('shows the price book of a model, and ends a price after asking', async () => {
    const { user, sent } = setUp({ role: 'admin' });
    await open(user, 'Claude Sonnet 4.5');
    const book = await screen.findByRole('list', { name: 'Price book of Claude Sonnet 4.5' });
    expect(book.textContent).toContain('$3.00 in · $15.00 out');
    expect(book.textContent).toContain('set by you');
    expect(book.textContent).toContain('Spring sale');
    await user.click(within(book).getByRole('button', { name: 'End now' }));
    await user.click(screen.getByRole('button', { name: 'End price' }));
    expect(sent.find(({ method }) => method === 'DELETE')?.url).toBe('/api/admin/prices/prc_1');
  });

  it('sets a price that begins with what the model costs now', async () => {
    const { user, sent } = setUp({ role: 'admin' });
    await open(user, 'GPT-6');
    await user.click(await screen.findByRole('button', { name: 'Set price' }));
    const dialog = screen.getByRole('dialog', { name: 'Set the price of GPT-6' });
    await user.click(within(dialog).getByRole('button', { name: 'Set price' }));
    expect(await within(dialog).findByText('Must not be empty.')).toBeTruthy();
    const [input] = within(dialog).getAllByLabelText('Input');
    if (input === undefined) throw new Error('the form has no field for the input');
    await user.clear(input);
    await user.type(input, '4.5');
    await user.type(within(dialog).getByLabelText('Note'), 'Half as much again');
    await user.click(within(dialog).getByRole('button', { name: 'Set price' }));
    await screen.findByRole('list', { name: 'Price book of GPT-6' });
    expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      model: 'gpt-6',
      free: false,
      note: 'Half as much again',
      prices: {
        input: 4.5,
        output: 15,
        webSearches: 10,
        tiers: [{ aboveInputTokens: 272_000, input: 6, output: 22.5 }],
      },
    });
  }, 30_000);

  it('puts what the server says of a field at that field', async () => {
    const errors = [{ path: 'prices.tiers[0].input', message: 'is too dear' }];
    const problem = { code: 'validation_failed', title: 'Not valid', detail: 'no', status: 400, errors };
    const { user } = setUp({
      role: 'admin',
      setPrice: () => new Response(JSON.stringify(problem), { status: 400 }),
    });
    await open(user, 'GPT-6');
    await user.click(await screen.findByRole('button', { name: 'Set price' }));
    const dialog = screen.getByRole('dialog', { name: 'Set the price of GPT-6' });
    await user.type(within(dialog).getByLabelText('Note'), 'x');
    await user.click(within(dialog).getByRole('button', { name: 'Set price' }));
    expect(await within(dialog).findByText('Is too dear.')).toBeTruthy();
  }, 30_000);
});
