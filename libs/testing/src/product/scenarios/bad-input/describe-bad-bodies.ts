import Anthropic from '@anthropic-ai/sdk';
import { beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type Balance, type OpenedAccount, openAccount } from '../../open-account.ts';
import type { Product } from '../../start-product.ts';
import { anthropicBadBodies } from './anthropic-bad-bodies.ts';
import type { BadBody } from './bad-body.ts';
import { openAiBadBodies } from './openai-bad-bodies.ts';

const QUIET = { maxRetries: 0, logLevel: 'off' } as const;
const good = { messages: [{ role: 'user', content: 'Hello' }] };

/** The error of one of the SDKs, as far as both have it. */
type SdkError = { status: number; message: string; param?: string | null; requestID?: string | null; error: unknown };

const dialects = [
  {
    dialect: 'the openai SDK',
    bodies: openAiBadBodies,
    models: ['simulator-gpt-fast', 'simulator-claude-fast'],
    classOf: (status: number) => (status === 404 ? OpenAI.NotFoundError : OpenAI.BadRequestError),
    send: ({ url }: Product, { apiKey }: OpenedAccount, body: unknown) =>
      new OpenAI({ ...QUIET, baseURL: `${url}/v1`, apiKey }).post('/chat/completions', requestOf(body)),
    good,
    fieldOf: (error: SdkError) => error.param,
  },
  {
    dialect: 'the Anthropic SDK',
    bodies: anthropicBadBodies,
    models: ['simulator-claude-fast', 'simulator-gpt-fast'],
    classOf: (status: number) => (status === 404 ? Anthropic.NotFoundError : Anthropic.BadRequestError),
    send: ({ url }: Product, { apiKey }: OpenedAccount, body: unknown) =>
      new Anthropic({ ...QUIET, baseURL: url, apiKey }).post('/v1/messages', requestOf(body)),
    good: { ...good, max_tokens: 100 },
    // Anthropic's errors have no member for the field: the sentence begins with it.
    fieldOf: (error: SdkError) => /([a-z_]+(?:\.[a-z_0-9]+)*): /.exec(sentenceOf(error))?.[1],
  },
];

/** A text goes out as it is; both SDKs would write it as JSON. */
function requestOf(body: unknown) {
  if (typeof body !== 'string') return { body };
  return { body: new TextEncoder().encode(body), headers: { 'content-type': 'application/json' } };
}

function sentenceOf({ error, message }: SdkError): string {
  const envelope = error as { message?: string; error?: { message?: string } } | undefined;
  return envelope?.error?.message ?? envelope?.message ?? message;
}

/** Each malformed body is an error that the SDK has a class for, names its field, and costs nothing. */
export function describeBadBodies(product: () => Product): void {
  describe.each(dialects)(
    'a malformed body, through $dialect',
    ({ bodies, models, classOf, send, good: base, fieldOf }) => {
      let account: OpenedAccount;
      let before: Balance;

      beforeAll(async () => {
        account = await openAccount(product());
        before = await account.read<Balance>('/api/credits/balance');
      });

      const refusalOf = async (row: BadBody, stream: boolean): Promise<SdkError> => {
        const body = typeof row.body === 'string' ? row.body : { model: models[0], ...base, stream, ...row.body };
        const thrown: unknown = await send(product(), account, body).then(
          () => new Error('the call was answered'),
          (error: unknown) => error,
        );
        expect(thrown).toBeInstanceOf(classOf(row.status));
        return thrown as SdkError;
      };

      it.each(bodies)('$title', async (row) => {
        for (const stream of [false, true]) {
          const error = await refusalOf(row, stream);
          expect(error.status).toBe(row.status);
          expect(sentenceOf(error)).toMatch(row.sentence);
          if (row.param !== null) expect(fieldOf(error)).toBe(row.param);
          expect(error.requestID).toEqual(expect.any(String));
        }
        expect(await account.read<Balance>('/api/credits/balance')).toEqual(before);
      });

      it.each([
        ['a NUL', 'Hel\0lo'],
        ['half a character', 'Hel\ud800lo'],
        ['a mark of the byte order', '\ufeffHello'],
      ])('%s in a text is answered by a model of either family', async (_name, content) => {
        for (const model of models) {
          const body = { model, ...base, messages: [{ role: 'user', content: `${content} [[sim: tokens=2]]` }] };
          await expect(send(product(), account, body)).resolves.toBeDefined();
        }
        before = await account.read<Balance>('/api/credits/balance');
      });

      it('a member of 20,000 levels is no 5xx', async () => {
        const body = `{"model":"${models[0]}","max_tokens":5,"messages":[{"role":"user","content":"Hi [[sim: tokens=2]]"}],"metadata":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;
        const status = await send(product(), account, body).then(
          () => 200,
          (error: SdkError) => error.status,
        );
        expect(status).toBeLessThan(500);
        before = await account.read<Balance>('/api/credits/balance');
      });
    },
  );

  it.each(['/v1/chat/completions', '/v1/messages'])(
    'a body that is no JSON by its media type is 400 or 415: %s',
    async (path) => {
      const account = await openAccount(product());
      const headers = { authorization: `Bearer ${account.apiKey}`, 'content-type': 'text/plain' };
      const response = await fetch(`${product().url}${path}`, { method: 'POST', headers, body: '{"model":"m"}' });
      expect([400, 415]).toContain(response.status);
      expect(await response.json()).toMatchObject({
        error: { type: 'invalid_request_error', message: expect.stringMatching(/json/i) },
      });
    },
  );
}
