import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { executeRun } from '../execute-run/execute-run.ts';

let fixture: WorkerFixture;
beforeAll(async () => {
  fixture = await createWorkerFixture();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const wish = (accountId: string, keepDays: number | null) =>
  fixture.owner.query('SELECT core.set_content_retention($1, $2, $3)', [accountId, 'usr_owner', keepDays]);

/** The account of a run that has ended before its owner asked for anything. */
async function openAccount(): Promise<string> {
  const payload = await fixture.admit('before the wish');
  await executeRun(fixture.deps, payload);
  return (await fixture.readRun(payload.runId)).accountId;
}

type Kept = { runId: string; request: string; answer: string; isCut: boolean };

async function keptOf(accountId: string): Promise<Kept[]> {
  const sql = 'SELECT "runId", request, answer, "isCut" FROM core."RunContent" WHERE "accountId" = $1 ORDER BY "runId"';
  return (await fixture.owner.query<Kept>(sql, [accountId])).rows;
}

describe('what a call was asked and answered', () => {
  it('is kept nowhere without a wish, and the database is not even asked', async () => {
    const accountId = await openAccount();
    await executeRun(fixture.deps, await fixture.admit('nobody asked for this', { accountId }));
    const { values } = await fixture.deps.metrics.contentsKept.get();
    expect(values).toEqual([]);
    expect(await keptOf(accountId)).toEqual([]);
  });

  it.each([
    { form: 'streamed', stream: true },
    { form: 'plain', stream: false },
  ])('is kept for an account that has asked for it; $form', async ({ stream }) => {
    const accountId = await openAccount();
    await wish(accountId, 7);
    await fixture.deps.contentKeeper.refresh();
    const payload = await fixture.admit('[[sim: tokens=12]] keep this', { accountId, stream });
    await executeRun(fixture.deps, payload);
    const [kept, ...others] = await keptOf(accountId);
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ runId: payload.runId, isCut: false });
    expect(JSON.parse(kept?.request ?? '')).toEqual({ form: 'hub', body: payload.request });
    expect(JSON.parse(kept?.answer ?? '')).toMatchObject([{ type: 'text' }]);
  });

  it('is cut to size, with a mark, where it is long', async () => {
    const accountId = await openAccount();
    await wish(accountId, 7);
    await fixture.deps.contentKeeper.refresh();
    const prompt = `[[sim: tokens=2]] ${'long '.repeat(60_000)}`;
    const payload = await fixture.admit(prompt, { accountId });
    await executeRun(fixture.deps, payload);
    const [kept] = await keptOf(accountId);
    expect(kept?.isCut).toBe(true);
    expect(kept?.request).toContain(`[cut by the hub: ${prompt.length} characters in all]`);
  });

  it('is not kept for a call that was sent before the wish', async () => {
    const accountId = await openAccount();
    const payload = await fixture.admit('sent before', { accountId });
    await wish(accountId, 7);
    await fixture.deps.contentKeeper.refresh();
    await executeRun(fixture.deps, payload);
    expect(await keptOf(accountId)).toEqual([]);
  });

  it('is not kept once the wish is taken back, also by a worker that has not heard of it', async () => {
    const accountId = await openAccount();
    await wish(accountId, 7);
    await fixture.deps.contentKeeper.refresh();
    const payload = await fixture.admit('in the middle of it', { accountId });
    await wish(accountId, null);
    await executeRun(fixture.deps, payload);
    expect(await keptOf(accountId)).toEqual([]);
  });

  it('leaves a call whole when it cannot be kept', async () => {
    const accountId = await openAccount();
    await wish(accountId, 7);
    await fixture.deps.contentKeeper.refresh();
    const payload: LlmRunPayload = await fixture.admit('[[sim: tokens=3]] fine', { accountId });
    await fixture.owner.query('ALTER TABLE core."RunContent" RENAME TO "Away"');
    try {
      await executeRun(fixture.deps, payload);
    } finally {
      await fixture.owner.query('ALTER TABLE core."Away" RENAME TO "RunContent"');
    }
    expect((await fixture.readEvents(payload.runId)).at(-1)).toMatchObject({ type: 'done' });
    expect(await keptOf(accountId)).toEqual([]);
  });
});
