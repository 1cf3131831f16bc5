import { newId } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantCredits, type GrantCreditsInput, openAccount } from './credit-account.ts';
import { createLedgerFixture, type LedgerFixture } from './fixtures/ledger-fixture.ts';

describe('credit accounts', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
  });
  afterAll(async () => {
    expect(await fixture.brokenInvariants()).toEqual([]);
    await fixture.close();
  });

  const gift = (accountId: string, changes: Partial<GrantCreditsInput> = {}): GrantCreditsInput => ({
    accountId,
    amountMicros: 100_000_000n,
    type: 'grant',
    description: 'A present',
    idempotencyKey: 'form_1',
    ...changes,
  });

  it('are opened once with their welcome credits, however often and however concurrently', async () => {
    const auth = fixture.poolOf('hub_auth');
    const openFiftyTimes = async () => {
      const input = { accountId: newId('acc'), userId: newId('usr'), welcomeMicros: 10_000_000n };
      const results = await Promise.all(Array.from({ length: 50 }, async () => openAccount(auth, input)));
      expect(results.filter(({ opened }) => opened)).toHaveLength(1);
      expect(await fixture.readAccount(input.accountId)).toMatchObject({ balance: 10_000_000n });
      return input;
    };
    // Which of the two unique columns stops a second opening depends on the moment.
    for (let round = 0; round < 20; round += 1) await openFiftyTimes();
    const input = await openFiftyTimes();
    await expect(openAccount(auth, { ...input, userId: newId('usr') })).rejects.toMatchObject({ code: 'internal' });
  });

  it('are not opened when the registration around it fails', async () => {
    const client = await fixture.poolOf('hub_auth').connect();
    const accountId = newId('acc');
    await client.query('BEGIN');
    await openAccount(client, { accountId, userId: newId('usr'), welcomeMicros: 5n });
    await client.query('ROLLBACK');
    client.release();
    await expect(fixture.readAccount(accountId)).rejects.toThrow('no account');
  });

  it('are credited once by 50 concurrent calls with one key', async () => {
    const accountId = await fixture.openAccount(0n);
    const core = fixture.poolOf('hub_core');
    const results = await Promise.all(Array.from({ length: 50 }, async () => grantCredits(core, gift(accountId))));

    expect(results.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'replay')).toHaveLength(49);
    expect(await fixture.readAccount(accountId)).toMatchObject({ available: 100_000_000n });
    expect(await grantCredits(core, gift(accountId, { amountMicros: 1n }))).toMatchObject({ outcome: 'conflict' });
  });

  it('are never debited below what is available', async () => {
    const accountId = await fixture.openAccount(100n);
    const core = fixture.poolOf('hub_core');
    const debit = gift(accountId, { type: 'correction', amountMicros: -101n, idempotencyKey: 'form_2' });

    expect(await grantCredits(core, debit)).toEqual({
      outcome: 'insufficient',
      balanceMicros: 100n,
      availableMicros: 100n,
    });
    expect(await grantCredits(core, { ...debit, amountMicros: -100n })).toMatchObject({ availableMicros: 0n });
    expect(await grantCredits(core, gift(newId('acc')))).toEqual({ outcome: 'unknown_account' });
    await expect(grantCredits(core, gift(accountId, { amountMicros: -5n }))).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
