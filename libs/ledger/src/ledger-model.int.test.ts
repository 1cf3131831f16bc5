import { newId } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { grantCredits } from './credit-account.ts';
import {
  type AccountModel,
  createAccountModel,
  heldOf,
  moveCredits,
  placeHold,
  resolveHold,
} from './fixtures/account-model.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from './fixtures/ledger-fixture.ts';

type Operation =
  | { kind: 'hold'; micros: bigint }
  | { kind: 'settle' | 'void' | 'again'; pick: number; micros: bigint }
  | { kind: 'credit' | 'debit'; micros: bigint };

const micros = fc.bigInt({ min: 0n, max: 2_000n });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('hold' as const), micros }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'void', 'again'), pick: fc.nat(), micros }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('credit' as const, 'debit'),
      micros: fc.bigInt({ min: 1n, max: 2_000n }),
    }),
  },
);

const OPENING_MICROS = 3_000n;
/** 4 for every push; the full size of M2 is reached with LEDGER_MODEL_FACTOR=50. */
const factor = Number(process.env['LEDGER_MODEL_FACTOR'] ?? 4);

describe('the ledger against a model in memory', () => {
  let fixture: LedgerFixture;
  let core: Pool;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
    core = fixture.poolOf('hub_core');
  });
  afterAll(async () => fixture.close());

  async function endRun(model: AccountModel, runId: string, kind: 'settle' | 'void', cost: bigint): Promise<void> {
    if (kind === 'void') {
      const answer = await fixture.gateway.settle(settlement(runId, { fence: 0, state: 'cancelled' }));
      expect(answer).toMatchObject({ outcome: 'settled', chargedMicros: resolveHold(model, runId, 0n) });
      return;
    }
    const claimed = await fixture.worker.claim({ runId, workerId: 'wrk_model', leaseMs: 60_000 });
    expect(claimed).toMatchObject({ outcome: 'claimed', fence: 1, previousState: 'queued' });
    const answer = await fixture.worker.settle(settlement(runId, { costMicros: cost }));
    expect(answer).toMatchObject({ outcome: 'settled', chargedMicros: resolveHold(model, runId, cost) });
  }

  async function perform(model: AccountModel, ended: string[], accountId: string, step: Operation): Promise<void> {
    if (step.kind === 'hold') {
      const input = admission(accountId, { holdMicros: step.micros });
      const { outcome } = await fixture.gateway.admit(input);
      expect(outcome).toBe(placeHold(model, input.runId, step.micros));
      return;
    }
    if (!('pick' in step)) {
      const amountMicros = step.kind === 'credit' ? step.micros : -step.micros;
      const type = step.kind === 'credit' ? 'purchase' : 'refund';
      const grant = { accountId, amountMicros, type, description: type, idempotencyKey: newId('req') } as const;
      const { outcome } = await grantCredits(core, grant);
      expect(outcome).toBe(moveCredits(model, amountMicros));
      return;
    }
    const candidates = step.kind === 'again' ? ended : [...model.holds.keys()];
    const runId = candidates[step.pick % Math.max(candidates.length, 1)];
    if (runId === undefined) return;
    if (step.kind === 'again') {
      expect(await fixture.worker.settle(settlement(runId))).toMatchObject({ outcome: 'already' });
      return;
    }
    await endRun(model, runId, step.kind, step.micros);
    ended.push(runId);
  }

  async function driveAccount(steps: Operation[]): Promise<void> {
    const accountId = await fixture.openAccount(OPENING_MICROS);
    const model = createAccountModel(OPENING_MICROS);
    const ended: string[] = [];
    for (const step of steps) {
      await perform(model, ended, accountId, step);
      const held = heldOf(model);
      const expected = { balance: model.available + held, available: model.available, held };
      expect(await fixture.readAccount(accountId)).toEqual(expected);
    }
  }

  it('answers and books every operation as the model does, while other accounts share its batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operation, { minLength: 5, maxLength: 25 }), { minLength: 4, maxLength: 20 }),
        async (accounts) => {
          await Promise.all(accounts.map(driveAccount));
        },
      ),
      { numRuns: factor, endOnFailure: true },
    );
    expect(await fixture.brokenInvariants()).toEqual([]);
  }, 900_000);
});
