import { newId } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { grantCredits } from './credit-account.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from './fixtures/ledger-fixture.ts';
import type { Ledger, SettleResult } from './ledger-types.ts';

const CLIENTS = 16;
const ACCOUNTS = 20;
const PROCESSES = 4;
/** A part of M2's 50,000 for every push; LEDGER_MODEL_FACTOR=50 makes it whole. */
const OPERATIONS = 1_000 * Number(process.env['LEDGER_MODEL_FACTOR'] ?? 4);
const seed = Number(process.env['LEDGER_MODEL_SEED'] ?? Date.now() % 1_000_000);

/** Mulberry32: small, good enough, and the same everywhere for one seed. */
function createRandom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Process = { gateway: Ledger; worker: Ledger; core: Pool };
type Tally = { open: string[]; admitted: number; endings: Map<string, number> };

describe('clients of several processes on the same accounts', () => {
  let fixture: LedgerFixture;
  let processes: Process[];
  beforeAll(async () => {
    fixture = await createLedgerFixture();
    processes = Array.from({ length: PROCESSES }, () => ({
      gateway: fixture.ledgerOf('hub_gateway'),
      worker: fixture.ledgerOf('hub_worker'),
      core: fixture.poolOf('hub_core'),
    }));
  });
  afterAll(async () => fixture.close());

  async function hold(process: Process, tally: Tally, accountId: string, holdMicros: bigint): Promise<void> {
    const input = admission(accountId, { holdMicros });
    const answer = await process.gateway.admit(input);
    if (answer.outcome === 'admitted') {
      tally.admitted += 1;
      tally.open.push(input.runId);
      return;
    }
    expect(answer.outcome).toBe('insufficient');
    if (answer.outcome === 'insufficient') expect(answer.availableMicros).toBeLessThan(holdMicros);
  }

  /** Several ends of one run at once: a settlement, its repetition, and a void that comes too late or first. */
  async function end(process: Process, tally: Tally, runId: string, costMicros: bigint): Promise<void> {
    const answers: SettleResult[] = await Promise.all([
      process.gateway.settle(settlement(runId, { fence: 0, state: 'cancelled' })),
      (async () => {
        const claimed = await process.worker.claim({ runId, workerId: 'wrk_contention', leaseMs: 60_000 });
        if (claimed.outcome !== 'claimed') return { outcome: 'stale' } as const;
        const settle = settlement(runId, { fence: claimed.fence, costMicros });
        const [first, second] = await Promise.all([process.worker.settle(settle), process.worker.settle(settle)]);
        expect([first.outcome, second.outcome].toSorted()).toContain('already');
        return first.outcome === 'settled' ? first : second;
      })(),
    ]);
    const settled = answers.filter(({ outcome }) => outcome === 'settled').length;
    tally.endings.set(runId, (tally.endings.get(runId) ?? 0) + settled);
  }

  async function runClient(random: ReturnType<typeof createRandom>, accountIds: string[], tally: Tally): Promise<void> {
    for (let step = 0; step < OPERATIONS / CLIENTS; step += 1) {
      const process = processes[random(PROCESSES)];
      const accountId = accountIds[random(ACCOUNTS)];
      if (process === undefined || accountId === undefined) throw new Error('unreachable');
      const amount = BigInt(random(3_000));
      const choice = random(10);
      const runId = choice < 5 ? undefined : tally.open.splice(random(Math.max(tally.open.length, 1)), 1)[0];
      if (choice === 9) {
        const amountMicros = random(2) === 0 ? amount + 1n : -amount - 1n;
        const grant = { accountId, amountMicros, type: 'correction', description: 'test' } as const;
        await grantCredits(process.core, { ...grant, idempotencyKey: newId('req') });
        if (runId !== undefined) tally.open.push(runId);
      } else if (runId === undefined) await hold(process, tally, accountId, amount);
      else await end(process, tally, runId, amount);
    }
  }

  it(`resolves every hold once, without a deadlock, over ${OPERATIONS} operations (M2, seed ${seed})`, async () => {
    const accountIds = await Promise.all(Array.from({ length: ACCOUNTS }, async () => fixture.openAccount(50_000n)));
    const tally: Tally = { open: [], admitted: 0, endings: new Map() };
    await Promise.all(
      Array.from({ length: CLIENTS }, (_, client) => runClient(createRandom(seed + client), accountIds, tally)),
    );
    await Promise.all(
      tally.open.splice(0).map(async (runId, index) => end(processes[index % PROCESSES] as Process, tally, runId, 10n)),
    );

    expect(tally.endings.size).toBe(tally.admitted);
    expect([...tally.endings.values()].every((endings) => endings === 1)).toBe(true);
    expect(await fixture.brokenInvariants()).toEqual([]);
    for (const accountId of accountIds) expect(await fixture.readAccount(accountId)).toMatchObject({ held: 0n });
    const { rows } = await fixture.owner.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(rows).toEqual([{ deadlocks: '0' }]);
  }, 900_000);
});
