import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import { readOldestWaitSeconds } from './waiting-runs.repository.ts';

describe('the wait of the oldest run', () => {
  let fixture: GatewayFixture;
  beforeAll(async () => {
    fixture = await createGatewayFixture();
  });
  afterAll(() => fixture.close());

  const read = () => readOldestWaitSeconds(fixture.deps.prisma);

  it('is 0 while nobody waits, grows while a run does, and is 0 again when a worker has taken it', async () => {
    expect(await read()).toBe(0);
    const caller = await fixture.openAccount();
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
    expect((await caller.post('/api/runs', { model: MODEL, messages })).status).toBe(202);
    const first = await read();
    expect(first).toBeGreaterThan(0);
    expect(await read()).toBeGreaterThan(first);
    // The claim, not the job's way to a worker, ends the wait.
    await fixture.worker.nextRun();
    expect(await read()).toBe(0);
  });
});
