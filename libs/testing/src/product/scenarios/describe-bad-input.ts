import { describe, expect, it } from '@jest/globals';
import { type Balance, type OpenedAccount, type RunPage, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

const hello = [{ role: 'user', content: 'Hello' }];
const TWENTY_ONE_MEGABYTES = 21 * 1024 * 1024;

type BadCall = { name: string; path: string; body: string; status: number; code: string };

const chat = (name: string, body: unknown, status: number, code: string): BadCall => ({
  name,
  path: '/v1/chat/completions',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  status,
  code,
});

const badCalls: BadCall[] = [
  chat('an unknown model', { model: 'nope', messages: hello }, 404, 'model_not_found'),
  chat('no model', { messages: hello }, 400, 'validation_failed'),
  chat('no messages', { model: 'simulator-gpt', messages: [] }, 400, 'validation_failed'),
  chat('broken JSON', '{"model": "simulator-gpt", "messages": [', 400, 'malformed_json'),
  chat('a body of 21 MB', JSON.stringify({ pad: 'x'.repeat(TWENTY_ONE_MEGABYTES) }), 413, 'body_too_large'),
  chat(
    'a text where a number belongs',
    { model: 'simulator-gpt', messages: hello, temperature: 'hot' },
    400,
    'validation_failed',
  ),
];

function send(product: Product, { path, body }: Pick<BadCall, 'path' | 'body'>, token: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return fetch(`${product.url}${path}`, { method: 'POST', headers, body });
}

async function expectUntouched(account: OpenedAccount): Promise<void> {
  expect(await account.read<Balance>('/api/credits/balance')).toEqual({ balance: 10, available: 10, held: 0, debt: 0 });
  expect((await account.read<RunPage>('/api/runs')).runs).toEqual([]);
}

/** What must be refused: with a typed error in the caller's dialect, no charge and nothing half-written. */
export function describeBadInput(product: () => Product): void {
  describe('bad input', () => {
    it.each(badCalls)('$name is $status $code in both dialects, and costs nothing', async ({ body, status, code }) => {
      const account = await openAccount(product());
      const openai = await send(product(), { path: '/v1/chat/completions', body }, account.apiKey);
      expect(openai.status).toBe(status);
      expect(await openai.json()).toMatchObject({ error: { code, message: expect.any(String) } });
      const anthropic = await send(product(), { path: '/v1/messages', body }, account.apiKey);
      // A body without max_tokens is refused before its model is looked up.
      expect([status, 400]).toContain(anthropic.status);
      expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: expect.any(String) } });
      await expectUntouched(account);
    });

    it('a wrong key is 401 in both dialects', async () => {
      const body = JSON.stringify({ model: 'simulator-gpt', max_tokens: 5, messages: hello });
      const wrong = 'sah_live_thiskeydoesnotexist';
      const openai = await send(product(), { path: '/v1/chat/completions', body }, wrong);
      expect([openai.status, await openai.json()]).toEqual([
        401,
        { error: expect.objectContaining({ code: 'invalid_api_key', type: 'authentication_error' }) },
      ]);
      const anthropic = await send(product(), { path: '/v1/messages', body }, wrong);
      expect([anthropic.status, await anthropic.json()]).toEqual([
        401,
        expect.objectContaining({ type: 'error', error: expect.objectContaining({ type: 'authentication_error' }) }),
      ]);
    });

    it('a tampered access token is 401', async () => {
      const account = await openAccount(product());
      const tampered = `${account.accessToken.slice(0, -4)}AAAA`;
      const response = await fetch(`${product().url}/api/auth/me`, {
        headers: { authorization: `Bearer ${tampered}` },
      });
      expect([response.status, await response.json()]).toEqual([
        401,
        expect.objectContaining({ error: expect.any(String) }),
      ]);
    });

    it('a call that the credits do not cover is 402, and says what is missing', async () => {
      const account = await openAccount(product());
      const body = JSON.stringify({
        model: 'simulator-claude',
        messages: [{ role: 'user', content: 'x'.repeat(2_000_000) }],
      });
      const response = await send(product(), { path: '/v1/chat/completions', body }, account.apiKey);
      expect([response.status, await response.json()]).toEqual([
        402,
        {
          error: expect.objectContaining({
            code: 'insufficient_quota',
            message: expect.stringMatching(/10 are available/),
          }),
        },
      ]);
      await expectUntouched(account);
    });

    it('a known e-mail and a short password are 400 with a sentence', async () => {
      const account = await openAccount(product());
      const person = { email: account.email, password: 'password123', firstName: 'A', lastName: 'B' };
      const register = (body: object) =>
        send(product(), { path: '/api/auth/register', body: JSON.stringify(body) }, '');
      const known = await register(person);
      expect([known.status, await known.json()]).toEqual([
        400,
        expect.objectContaining({ error: expect.stringContaining('already exists') }),
      ]);
      const short = await register({ ...person, email: 'new@example.com', password: 'short' });
      expect([short.status, await short.json()]).toEqual([400, expect.objectContaining({ error: expect.any(String) })]);
    });
  });
}
