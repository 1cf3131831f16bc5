import { newId } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { grantCredits } from './credit-account.ts';
import {
  type AccountModel,
  buy,
  createAccountModel,
  heldOf,
  moveCredits,
  placeHold,
  resolveHold,
  reverse,
} from './fixtures/account-model.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from './fixtures/ledger-fixture.ts';
import { openPayment } from './fixtures/open-payment.ts';
import { creditPayment, reversePayment } from './payments.ts';

type Operation =
  | { kind: 'hold'; micros: bigint }
  | { kind: 'settle' | 'void' | 'again'; pick: number; micros: bigint }
  | { kind: 'credit' | 'debit' | 'buy'; micros: bigint }
  | { kind: 'refund' | 'dispute'; pick: number; cents: number; isUndone: boolean };

const micros = fc.bigInt({ min: 0n, max: 2_000n });
const someMicros = fc.bigInt({ min: 1n, max: 2_000n });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('hold' as const), micros }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'void', 'again'), pick: fc.nat(), micros }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('credit' as const, 'debit', 'buy'), micros: someMicros }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('refund' as const, 'dispute'),
      pick: fc.nat(),
      cents: fc.integer({ min: 1, max: 1_000 }),
      isUndone: fc.boolean(),
    }),
  },
);

const OPENING_MICROS = 3_000n;
const PRICE_CENTS = 1_000;
const exactly = (length: number) => ({ minLength: length, maxLength: length });
const ACCOUNTS = 20;
const STEPS = 50;
/** A thousand operations for every push; the 50,000 of M2 with LEDGER_MODEL_FACTOR=50. */
const factor = Number(process.env['LEDGER_MODEL_FACTOR'] ?? 1);

type Driven = { model: AccountModel; ended: string[]; accountId: string };
type Reversal = Extract<Operation, { isUndone: boolean }>;

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

  async function grant({ model, accountId }: Driven, kind: 'credit' | 'debit', amount: bigint): Promise<void> {
    const amountMicros = kind === 'credit' ? amount : -amount;
    const type = kind === 'credit' ? 'grant' : 'correction';
    const input = { accountId, amountMicros, type, description: type, idempotencyKey: newId('req') } as const;
    expect(await grantCredits(core, input)).toMatchObject({ outcome: moveCredits(model, amountMicros) });
  }

  async function purchase({ model, accountId }: Driven, creditsMicros: bigint): Promise<void> {
    const { paymentId, paid } = await openPayment(fixture.owner, accountId, {
      creditsMicros,
      amountCents: PRICE_CENTS,
    });
    const outcomes = await Promise.all([creditPayment(core, paid), creditPayment(core, paid)]);
    expect(outcomes.toSorted()).toEqual(['already', 'credited']);
    buy(model, paymentId, creditsMicros, BigInt(PRICE_CENTS));
  }

  async function takeBack({ model }: Driven, { kind, pick, cents, isUndone }: Reversal): Promise<void> {
    const payments = [...model.payments.keys()];
    const paymentId = payments[pick % Math.max(payments.length, 1)];
    if (paymentId === undefined) return;
    const reversalId = newId('req');
    const fact = { paymentId, reversalId, kind, amountCents: cents, occurredAt: new Date() } as const;
    const [begun, undone] = kind === 'refund' ? ['succeeded', 'failed'] : ['needs_response', 'won'];
    for (const [status, isDue] of [[begun, true] as const, ...(isUndone ? [[undone, false] as const] : [])]) {
      expect(await reversePayment(core, { ...fact, status: status ?? '' })).toBe('noted');
      reverse(model, paymentId, reversalId, BigInt(cents), isDue);
    }
  }

  async function perform(driven: Driven, step: Operation): Promise<void> {
    const { model, ended, accountId } = driven;
    if (step.kind === 'hold') {
      const input = admission(accountId, { holdMicros: step.micros });
      const { outcome } = await fixture.gateway.admit(input);
      expect(outcome).toBe(placeHold(model, input.runId, step.micros));
      return;
    }
    if ('isUndone' in step) return takeBack(driven, step);
    if (step.kind === 'buy') return purchase(driven, step.micros);
    if (!('pick' in step)) return grant(driven, step.kind, step.micros);
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
    const driven = { accountId, model: createAccountModel(OPENING_MICROS), ended: [] };
    for (const step of steps) {
      await perform(driven, step);
      const { available, debt } = driven.model;
      const held = heldOf(driven.model);
      const expected = { balance: available + held, available, held, debt };
      expect(await fixture.readAccount(accountId)).toEqual(expected);
    }
  }

  it('answers and books every operation as the model does, while other accounts share its batches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(operation, exactly(STEPS)), exactly(ACCOUNTS)), async (accounts) => {
        await Promise.all(accounts.map(driveAccount));
      }),
      { numRuns: factor, endOnFailure: true },
    );
    expect(await fixture.brokenInvariants()).toEqual([]);
  }, 1_800_000);
});
