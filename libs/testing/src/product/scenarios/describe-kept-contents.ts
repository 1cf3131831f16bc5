import { createPool } from '@smart-ai-hub/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { eventually } from '../../eventually.ts';
import { type OpenedAccount, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

type ReadRun = { run: { endedAt: string | null } };

/** Workers hear of a wish within ten seconds. */
const HEARD = { deadlineMs: 30_000, intervalMs: 1_000 };

/** Looks for the words of prompts where they might be: in every table, and in every log. */
export function describeKeptContents(product: () => Product): void {
  describe('prompts and answers', () => {
    let owner: Pool;
    let account: OpenedAccount;
    beforeAll(async () => {
      owner = createPool({ url: product().databaseUrl, max: 2 });
      account = await openAccount(product());
    });
    afterAll(() => owner.end());

    async function tablesWith(canary: string): Promise<string[]> {
      const { rows } = await owner.query<{ schema: string; name: string }>(
        `SELECT nspname AS schema, relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND nspname IN ('auth', 'core')`,
      );
      expect(rows.length).toBeGreaterThan(20);
      const found: string[] = [];
      for (const { schema, name } of rows) {
        const sql = `SELECT 1 FROM ${schema}."${name}" t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`;
        if ((await owner.query(sql, [canary])).rows.length > 0) found.push(name);
      }
      return found;
    }

    async function call(path: string, canary: string, body: object = {}): Promise<string> {
      const response = await fetch(`${product().url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${account.apiKey}` },
        body: JSON.stringify({
          model: 'simulator-gpt-fast',
          max_tokens: 50,
          messages: [{ role: 'user', content: `${canary} [[sim: tokens=5]]` }],
          ...body,
        }),
      });
      await response.text();
      expect(response.status).toBe(200);
      return response.headers.get('x-hub-run-id') ?? '';
    }

    const ask = async (method: 'GET' | 'PUT', path: string, body?: object) =>
      fetch(`${product().url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${account.accessToken}` },
        ...(body && { body: JSON.stringify(body) }),
      });

    it('are in no table and in no log without a wish, whatever dialect they came in', async () => {
      const canary = 'canary-of-nobody-asked';
      await call('/v1/chat/completions', canary);
      await call('/v1/chat/completions', canary, { stream: true });
      const runId = await call('/v1/messages', canary);
      await eventually(async () => (await account.read<ReadRun>(`/api/runs/${runId}`)).run.endedAt !== null);
      expect(await tablesWith(canary)).toEqual([]);
      expect((await ask('GET', `/api/runs/${runId}/content`)).status).toBe(404);
      expect(product().readLogs()).not.toContain(canary);
    }, 60_000);

    it('are in the one table for them once it is asked for, and nowhere when that is taken back', async () => {
      const canary = 'canary-of-a-wish';
      expect((await ask('PUT', '/api/content-retention', { keepDays: 7 })).status).toBe(200);
      const kept = await eventually(async () => {
        const runId = await call('/v1/chat/completions', canary);
        const answer = await ask('GET', `/api/runs/${runId}/content`);
        return answer.status === 200 && ((await answer.json()) as object);
      }, HEARD);
      expect(kept).toMatchObject({
        content: {
          request: {
            form: 'openai-chat',
            body: { messages: [{ role: 'user', content: `${canary} [[sim: tokens=5]]` }] },
          },
          answer: [{ type: 'text' }],
          isCut: false,
        },
      });
      expect(await tablesWith(canary)).toEqual(['RunContent']);
      expect((await ask('PUT', '/api/content-retention', { keepDays: null })).status).toBe(200);
      expect(await tablesWith(canary)).toEqual([]);
      expect(await tablesWith('simulator-gpt-fast')).toContain('Run');
      expect(product().readLogs()).not.toContain(canary);
    }, 90_000);
  });
}
