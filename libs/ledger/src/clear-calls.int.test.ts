import { newId } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setBudgets } from './budgets.ts';
import { createLedger } from './create-ledger.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from './fixtures/ledger-fixture.ts';
import type { AdmitInput } from './ledger-types.ts';

let fixture: LedgerFixture;
beforeAll(async () => {
  fixture = await createLedgerFixture();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const countRuns = async (accountId: string): Promise<number> => {
  const text = 'SELECT count(*)::int AS count FROM core."Run" WHERE "accountId" = $1';
  return (await fixture.owner.query<{ count: number }>(text, [accountId])).rows[0]?.count ?? Number.NaN;
};
const readTransactions = async (runId: string) =>
  (
    await fixture.owner.query(
      `SELECT t.id, t.type, t.amount, t."balanceAfter", t."availableAfter", t.description, t.metadata - 'runId' AS metadata,
              (SELECT jsonb_agg(jsonb_build_array(e."accountId" = t."accountId", e.bucket, e.amount, e."beforeMicros", e."afterMicros")
                                ORDER BY e.bucket) FROM core."LedgerEntry" e WHERE e."transactionId" = t.id) AS entries
       FROM core."CreditTransaction" t WHERE t."runId" = $1 ORDER BY t.seq`,
      [runId],
    )
  ).rows.map(({ id, ...row }: Record<string, unknown>) => ({ ...row, suffix: String(id).split('_').at(-1) }));

/** What the ledger keeps of one call that these statements admit and settle. */
async function book(admit: string, settle: string) {
  const accountId = await fixture.openAccount(5_000n);
  const input = admission(accountId, { requestedModel: 'auto', capMicros: 2_000n });
  const call = { ...input, holdMicros: '1000', capMicros: '2000' };
  const end = { ...settlement(input.runId, { firstTokenMs: 7 }), costMicros: '400' };
  await fixture.owner.query(admit, [JSON.stringify([call])]);
  await fixture.worker.claim({ runId: input.runId, workerId: 'wrk_1', leaseMs: 60_000 });
  const { rows: answers } = await fixture.owner.query(settle, [JSON.stringify([end])]);
  const { rows: runs } = await fixture.owner.query('SELECT * FROM core."Run" WHERE id = $1', [input.runId]);
  const { id, accountId: owner, queueDeadlineAt, leaseUntil, createdAt, startedAt, endedAt, ...run } = runs[0] ?? {};
  expect([id, owner]).toEqual([input.runId, accountId]);
  expect([queueDeadlineAt, leaseUntil, createdAt, startedAt, endedAt]).toEqual(Array(5).fill(expect.any(Date)));
  return {
    answers,
    run,
    transactions: await readTransactions(input.runId),
    account: await fixture.readAccount(accountId),
  };
}

describe('a call that is clear', () => {
  it('is booked alike alone, in a batch, and by the functions that decide in turn', async () => {
    const inTurn = await book(
      'SELECT core.admit_runs_in_turn($1::jsonb)',
      'SELECT * FROM core.settle_runs_in_turn($1::jsonb)',
    );
    expect(inTurn.transactions).toHaveLength(2);
    expect(await book('SELECT core.admit_runs($1::jsonb)', 'SELECT * FROM core.settle_runs($1::jsonb)')).toEqual(
      inTurn,
    );
    expect(
      await book('SELECT core.admit_run($1::jsonb -> 0)', 'SELECT * FROM core.settle_run($1::jsonb -> 0)'),
    ).toEqual(inTurn);
  });

  it('is answered in its place among calls of every other kind, in one batch', async () => {
    const [rich, poor, frozen, limited] = await Promise.all(
      [100_000n, 1_500n, 9_000n, 9_000n].map((micros) => fixture.openAccount(micros)),
    );
    if (rich === undefined || poor === undefined || frozen === undefined || limited === undefined)
      throw new Error('no account');
    await fixture.owner.query(
      `UPDATE core."CreditAccount" SET "frozenAt" = now(), "frozenReason" = 'x' WHERE id = $1`,
      [frozen],
    );
    const userId = newId('usr');
    const core = fixture.poolOf('hub_core');
    await setBudgets(core, { accountId: limited, subject: { userId }, limits: { day: 0.001 } });
    const again = admission(rich);
    await fixture.gateway.admit(again);
    const calls: AdmitInput[] = [
      admission(poor),
      admission(rich, { idempotencyKey: 'mine' }),
      admission(frozen),
      admission(rich),
      admission(poor),
      admission(rich, { idempotencyKey: 'mine' }),
      admission(limited, { userId }),
      again,
      admission(rich, { holdMicros: 0n }),
      admission(limited, { userId }),
      admission(newId('acc')),
      admission(rich),
    ];
    const answers = await Promise.all(calls.map((call) => fixture.gateway.admit(call)));
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      ...['admitted', 'admitted', 'frozen', 'admitted', 'insufficient', 'replay', 'admitted', 'replay', 'admitted'],
      ...['over_budget', 'unknown_account', 'admitted'],
    ]);
    expect(answers[5]).toEqual({ outcome: 'replay', runId: calls[1]?.runId });
    expect(await Promise.all([rich, poor, frozen, limited].map(countRuns))).toEqual([5, 1, 0, 1]);
    expect(await fixture.readAccount(rich)).toMatchObject({ available: 96_000n, held: 4_000n });
  });

  it('holds once when one admission comes at once from several processes, alone and among others', async () => {
    const accountId = await fixture.openAccount(50_000n);
    const processes = [0, 1, 2, 3, 4].map(() => fixture.ledgerOf('hub_gateway'));
    const input = admission(accountId);
    const answers = await Promise.all(
      processes.flatMap((ledger, at) => [
        ledger.admit(input),
        ...(at % 2 === 0 ? [ledger.admit(admission(accountId))] : []),
      ]),
    );
    const own = answers.filter((answer) => 'runId' in answer && answer.runId === input.runId);
    expect(own.map(({ outcome }) => outcome).toSorted()).toEqual(['admitted', ...Array(4).fill('replay')]);
    expect(await fixture.readAccount(accountId)).toMatchObject({ held: 4_000n });
  });

  it('leaves nothing of a run behind when others have spent the credits between its two looks at them', async () => {
    const accountId = await fixture.openAccount(10_000n);
    const processes = [0, 1, 2, 3].map(() => fixture.ledgerOf('hub_gateway'));
    const answers = await Promise.all(
      processes.flatMap((ledger) =>
        [700n, 900n, 1_100n].map((holdMicros) => ledger.admit(admission(accountId, { holdMicros }))),
      ),
    );
    const admitted = answers.filter(({ outcome }) => outcome === 'admitted');
    expect(await countRuns(accountId)).toBe(admitted.length);
    expect(answers.length - admitted.length).toBe(answers.filter(({ outcome }) => outcome === 'insufficient').length);
  });

  it('settles what is clear and what is not in one batch, each as it should be', async () => {
    const accountId = await fixture.openAccount(4_000n);
    const runs = Array.from({ length: 4 }, () => admission(accountId));
    await Promise.all(runs.map((run) => fixture.gateway.admit(run)));
    const [within, above, stale, free] = runs.map(({ runId }) => runId);
    await Promise.all(runs.map(({ runId }) => fixture.worker.claim({ runId, workerId: 'wrk_1', leaseMs: 60_000 })));
    const ends = [
      settlement(above ?? '', { costMicros: 1_700n }),
      settlement(stale ?? '', { fence: 2 }),
      settlement(within ?? ''),
      settlement('run_none'),
      settlement(free ?? '', { costMicros: 0n, state: 'error', errorCode: 'provider_rejected' }),
      settlement(within ?? ''),
    ];
    const answers = await Promise.all(
      ends.map((end) => fixture.worker.settle(end).catch(({ code }) => ({ outcome: code }))),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      'settled',
      'stale',
      'settled',
      'unknown',
      'settled',
      'already',
    ]);
    expect(answers[0]).toMatchObject({ chargedMicros: 1_700n, lossMicros: 0n });
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 1_900n, held: 1_000n });
  });

  it('is on the disk when its caller hears of it, though its account was free before', async () => {
    const pool = createPool({ url: fixture.url, role: 'hub_gateway', max: 1 });
    await pool.query('SET synchronous_commit = on');
    const accountId = await fixture.openAccount(5_000n);
    const readPosition = async (position: 'insert' | 'flush') =>
      (await fixture.owner.query<{ lsn: string }>(`SELECT pg_current_wal_${position}_lsn() - '0/0' AS lsn`)).rows[0]
        ?.lsn ?? '';
    const before = BigInt(await readPosition('insert'));
    expect(await createLedger({ pool }).admit(admission(accountId))).toMatchObject({ outcome: 'admitted' });
    expect(BigInt(await readPosition('flush'))).toBeGreaterThan(before);
    await pool.end();
  });
});
