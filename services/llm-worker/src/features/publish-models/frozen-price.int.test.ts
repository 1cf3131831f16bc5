import { type ModelPrice, priceOf } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { executeRun } from '../execute-run/execute-run.ts';
import { publishModels } from './publish-models.ts';

let fixture: WorkerFixture;

beforeAll(async () => {
  fixture = await createWorkerFixture();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

describe('the price of a run', () => {
  it('is the one of its admission, whatever the card and the price book say when it settles', async () => {
    await publishModels(fixture.deps);
    const payload = await fixture.admit('[[sim: tokens=40]] Hello');
    const { price } = await fixture.readRun(payload.runId);
    const dearer: ModelPrice = { ...price, inputMicros: price.inputMicros * 50, outputMicros: price.outputMicros * 50 };
    await fixture.owner.query('UPDATE core."Model" SET price = $1', [JSON.stringify(dearer)]);
    await fixture.owner.query(
      `INSERT INTO core."PriceBookEntry" (id, "modelId", price, source, "createdBy")
       SELECT 'prc_' || id, id, $1, 'admin', 'usr_1' FROM core."Model"`,
      [JSON.stringify(dearer)],
    );
    await executeRun(fixture.deps, payload);
    const run = await fixture.readRun(payload.runId);
    if (run.usage === undefined) throw new Error('the run has no usage');
    expect(run.usage.outputTokens).toBe(40);
    expect(run).toMatchObject({ state: 'done', price, costMicros: priceOf(run.usage, price) });
    expect((await fixture.readMoney(payload.runId)).charged).toBe(priceOf(run.usage, price));
  });
});
