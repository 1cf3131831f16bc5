import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { admission, createLedgerFixture, type LedgerFixture, price, settlement } from './fixtures/ledger-fixture.ts';
import type { RunCandidate } from './ledger-types.ts';

const candidate: fc.Arbitrary<RunCandidate> = fc.record({
  model: fc.stringMatching(/^[a-z0-9/.:-]{1,20}$/),
  provider: fc.constantFrom('anthropic', 'openai', 'ollama'),
  price: fc.integer({ min: 1, max: 1_000_000_000 }).map((inputMicros) => ({ ...price, inputMicros })),
});

describe('a run that several models may answer', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
  });
  afterAll(async () => {
    expect(await fixture.brokenInvariants()).toEqual([]);
    await fixture.close();
  });

  const claim = async (runId: string) => fixture.worker.claim({ runId, workerId: 'wrk_1', leaseMs: 10_000 });

  async function admit(candidates: RunCandidate[], requestedModel = 'auto'): Promise<string> {
    const [first] = candidates;
    if (first === undefined) throw new Error('a run has a candidate');
    const accountId = await fixture.openAccount(1_000n);
    const several = candidates.length > 1 && { candidates };
    const input = admission(accountId, { ...first, ...several, requestedModel });
    expect(await fixture.gateway.admit(input)).toMatchObject({ outcome: 'admitted' });
    return input.runId;
  }

  it('hands its worker all of them in their order, and keeps model, provider and price of the one that answered', async () => {
    const lists = fc.uniqueArray(candidate, { minLength: 1, maxLength: 8, selector: ({ model }) => model });
    await fc.assert(
      fc.asyncProperty(lists, fc.nat(), async (candidates, pick) => {
        const runId = await admit(candidates);
        expect(await claim(runId)).toMatchObject({ outcome: 'claimed', candidates });
        const { model, provider, price: frozen } = candidates[pick % candidates.length] ?? {};
        await fixture.worker.settle(settlement(runId, { model, provider }));
        expect(await fixture.gateway.readRun(runId)).toMatchObject({
          ...{ requestedModel: 'auto', model, provider, price: frozen, costMicros: 400n },
          candidates: candidates.length > 1 ? candidates : undefined,
        });
      }),
      { numRuns: 40 },
    );
  });

  it('keeps what it was admitted with when it ends before any of them was asked', async () => {
    const candidates = ['first', 'then'].map((model) => ({ model, provider: 'openai', price }));
    const runId = await admit(candidates);
    await fixture.gateway.settle(settlement(runId, { fence: 0, state: 'cancelled' }));
    expect(await fixture.gateway.readRun(runId)).toMatchObject({ state: 'cancelled', model: 'first', candidates });
  });

  it('never takes a price from its worker: one that is no candidate is settled at the first one’s', async () => {
    const candidates = ['first', 'then'].map((model, at) => ({
      ...{ model, provider: 'openai' },
      price: { ...price, inputMicros: at + 1 },
    }));
    const runId = await admit(candidates);
    await claim(runId);
    await fixture.worker.settle(settlement(runId, { model: 'stranger' }));
    expect(await fixture.gateway.readRun(runId)).toMatchObject({ model: 'stranger', price: { inputMicros: 1 } });
  });

  it('is refused with a list of one, which says no more than the run itself', async () => {
    const accountId = await fixture.openAccount(1_000n);
    const candidates = [{ model: 'only', provider: 'openai', price }];
    await expect(fixture.gateway.admit(admission(accountId, { candidates }))).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
