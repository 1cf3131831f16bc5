import { newId } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setAccountFrozen } from './credit-account.ts';
import { admission, createLedgerFixture, type LedgerFixture, spread } from './fixtures/ledger-fixture.ts';

const countOutcomes = (results: { outcome: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

describe('admit', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
  });
  afterAll(async () => {
    expect(await fixture.brokenInvariants()).toEqual([]);
    await fixture.close();
  });

  it('accepts exactly the 6,000 of 10,000 concurrent holds that the account can afford (M1)', async () => {
    const accountId = await fixture.openAccount(6_000_000n);
    const processes = Array.from({ length: 4 }, () => fixture.ledgerOf('hub_gateway'));
    const results = await Promise.all(
      Array.from({ length: 10_000 }, (_, index) => spread(processes, index).admit(admission(accountId))),
    );

    expect(countOutcomes(results)).toEqual({ admitted: 6_000, insufficient: 4_000 });
    expect(await fixture.readAccount(accountId)).toMatchObject({
      balance: 6_000_000n,
      available: 0n,
      held: 6_000_000n,
    });
  }, 60_000);

  it('fills what is left with the smaller of two holds when the larger does not fit, within one batch', async () => {
    const accountId = await fixture.openAccount(1_000n);
    const results = await Promise.all([
      fixture.gateway.admit(admission(accountId, { holdMicros: 700n })),
      fixture.gateway.admit(admission(accountId, { holdMicros: 400n })),
      fixture.gateway.admit(admission(accountId, { holdMicros: 300n })),
    ]);

    expect(results).toMatchObject([
      { outcome: 'admitted', availableMicros: 300n },
      { outcome: 'insufficient', balanceMicros: 1_000n, availableMicros: 300n },
      { outcome: 'admitted', availableMicros: 0n },
    ]);
  });

  it('answers every one of 200 concurrent calls with one key, from several processes, with the one run', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const processes = Array.from({ length: 4 }, () => fixture.ledgerOf('hub_gateway'));
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        spread(processes, index).admit(admission(accountId, { idempotencyKey: 'key-1' })),
      ),
    );

    expect(countOutcomes(results)).toEqual({ admitted: 1, replay: 199 });
    expect(new Set(results.map((result) => 'runId' in result && result.runId)).size).toBe(1);
    expect(await fixture.readAccount(accountId)).toMatchObject({ held: 1_000n });
  });

  it('answers a used key with another request as a conflict, in one batch and later', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const call = (requestHash: string): ReturnType<typeof fixture.gateway.admit> =>
      fixture.gateway.admit(admission(accountId, { idempotencyKey: 'key-2', requestHash }));
    const [first, second] = await Promise.all([call('a'), call('b')]);

    expect([first, second]).toMatchObject([{ outcome: 'admitted' }, { outcome: 'conflict' }]);
    expect(await call('a')).toMatchObject({ outcome: 'replay' });
    expect(await call('b')).toMatchObject({ outcome: 'conflict' });
  });

  it('lets two accounts use the same key for runs of their own', async () => {
    const accountIds = await Promise.all([fixture.openAccount(1_000n), fixture.openAccount(1_000n)]);
    const results = await Promise.all(
      accountIds.map(async (accountId) => fixture.gateway.admit(admission(accountId, { idempotencyKey: 'same' }))),
    );
    expect(countOutcomes(results)).toEqual({ admitted: 2 });
  });

  it('leaves a key free when its first call was refused', async () => {
    const accountId = await fixture.openAccount(1_000n);
    const results = await Promise.all(
      [5_000n, 1_000n].map(async (holdMicros) =>
        fixture.gateway.admit(admission(accountId, { idempotencyKey: 'key-3', holdMicros })),
      ),
    );
    expect(results).toMatchObject([{ outcome: 'insufficient' }, { outcome: 'admitted' }]);
  });

  it('holds once when an admission is repeated after its answer was lost', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const input = admission(accountId);
    await fixture.gateway.admit(input);

    expect(await fixture.gateway.admit(input)).toEqual({ outcome: 'replay', runId: input.runId });
    expect(await Promise.all([fixture.gateway.admit(input), fixture.gateway.admit(input)])).toMatchObject([
      { outcome: 'replay' },
      { outcome: 'replay' },
    ]);
    expect(await fixture.readAccount(accountId)).toMatchObject({ held: 1_000n });
  });

  it('admits a free call on an empty account', async () => {
    const accountId = await fixture.openAccount(0n);
    expect(await fixture.gateway.admit(admission(accountId, { holdMicros: 0n }))).toMatchObject({
      outcome: 'admitted',
    });
  });

  it('refuses a frozen account until it is unfrozen, and an unknown one', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const core = fixture.poolOf('hub_core');
    expect(await setAccountFrozen(core, accountId, { reason: 'first' })).toEqual({ known: true, changed: true });
    expect(await setAccountFrozen(core, accountId, { reason: 'second' })).toEqual({ known: true, changed: false });
    expect(await fixture.gateway.admit(admission(accountId))).toEqual({ outcome: 'frozen' });
    expect(await setAccountFrozen(core, accountId, false)).toEqual({ known: true, changed: true });
    expect(await setAccountFrozen(core, newId('acc'), false)).toEqual({ known: false, changed: false });
    expect(await fixture.gateway.admit(admission(accountId))).toMatchObject({ outcome: 'admitted' });
    expect(await fixture.gateway.admit(admission(newId('acc')))).toEqual({ outcome: 'unknown_account' });
  });

  it('fails a bad input alone and admits its neighbours', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const results = await Promise.allSettled([
      fixture.gateway.admit(admission(accountId)),
      fixture.gateway.admit(admission(accountId, { holdMicros: -5n })),
      fixture.gateway.admit(admission(accountId, { runId: 'without-prefix' })),
      fixture.gateway.admit(admission(accountId)),
    ]);
    expect(results).toMatchObject([
      { value: { outcome: 'admitted' } },
      { reason: { code: 'internal' } },
      { reason: { code: 'internal' } },
      { value: { outcome: 'admitted' } },
    ]);
    expect(await fixture.readAccount(accountId)).toMatchObject({ held: 2_000n });
  });
});
