import { describe, expect, it } from '@jest/globals';
import { configureStore } from '@reduxjs/toolkit';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Provider } from 'react-redux';
import { hubApi } from '../../shared/api/hub-api.ts';
import { createHubClient } from '../../shared/api/hub-client.ts';
import { sessionSlice } from '../../shared/api/session-slice.ts';
import { RegisterForm } from './register-form.tsx';

function setUp(answer: () => Response) {
  const sent: unknown[] = [];
  const client = createHubClient({
    fetch: (_, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return Promise.resolve(answer());
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
      <RegisterForm />
    </Provider>,
  );
  return { sent, store, client, user: userEvent.setup() };
}

async function fill(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText('First name'), ' Ada ');
  await user.type(screen.getByLabelText('Last name'), 'Lovelace');
  await user.type(screen.getByLabelText('E-mail'), 'Ada@Example.org');
  await user.type(screen.getByLabelText('Password'), 'password123');
  await user.click(screen.getByRole('button', { name: 'Create account' }));
}

describe('signing up', () => {
  it('says at each field what it needs, and sends nothing', async () => {
    const { user, sent } = setUp(() => new Response('{}'));
    await user.click(screen.getByRole('button', { name: 'Create account' }));
    expect(await screen.findAllByText('Must not be empty.')).toHaveLength(2);
    expect(screen.getByText('This is not an e-mail address.')).toBeTruthy();
    expect(screen.getByText('At least 8 characters.')).toBeTruthy();
    expect(screen.getByLabelText('First name')).toBe(document.activeElement);
    expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
    expect(sent).toEqual([]);
  });

  it('starts the session, with the token in memory and nowhere else', async () => {
    const signedIn = { user: { id: 'usr_1' }, token: 'secret-token' };
    const { user, sent, store, client } = setUp(() => new Response(JSON.stringify(signedIn), { status: 201 }));
    await fill(user);
    expect(sent).toEqual([
      { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.org', password: 'password123' },
    ]);
    expect(store.getState().session.status).toBe('signedIn');
    expect(client.tokens.current()).toBe('secret-token');
    expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])).not.toContain('secret-token');
  });

  it('puts a field error of the server onto its field', async () => {
    const problem = {
      code: 'email_taken',
      detail: 'x',
      errors: [{ path: 'email', message: 'this account already exists' }],
    };
    const { user } = setUp(() => new Response(JSON.stringify(problem), { status: 400 }));
    await fill(user);
    expect(await screen.findByText('This account already exists.')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows any other problem as a whole, with the request id', async () => {
    const problem = { code: 'rate_limited', title: 'Too many requests', detail: 'Wait a minute.', requestId: 'req_7' };
    const { user } = setUp(() => new Response(JSON.stringify(problem), { status: 429 }));
    await fill(user);
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('Wait a minute.');
    expect(notice.textContent).toContain('req_7');
  });
});
