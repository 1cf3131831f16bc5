import { newId } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { type BudgetSubject, readBudget, readBudgets, setBudgets } from './budgets.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement, spread } from './fixtures/ledger-fixture.ts';
import type { AdmitInput, Budget } from './ledger-types.ts';

/** Micro-credits, which budgets are told in credits. */
const MILLICREDIT = 1_000n;

let fixture: LedgerFixture;
let core: Pool;
beforeAll(async () => {
  fixture = await createLedgerFixture();
  core = fixture.poolOf('hub_core');
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

type Person = { accountId: string; userId: string; apiKeyId: string };
const newPerson = async (): Promise<Person> => ({
  accountId: await fixture.openAccount(1_000n * MILLICREDIT),
  userId: newId('usr'),
  apiKeyId: newId('key'),
});
const call = ({ accountId, userId, apiKeyId }: Person, changes: Partial<AdmitInput> = {}): AdmitInput =>
  admission(accountId, { userId, apiKeyId, holdMicros: MILLICREDIT, ...changes });
const budgetsOf = async (subject: BudgetSubject): Promise<Budget[]> =>
  (await readBudgets(core, [subject])).get(subject) ?? [];
const endRun = async (runId: string, costMicros: bigint) => {
  await fixture.worker.claim({ runId, workerId: 'wrk_1', leaseMs: 60_000 });
  return fixture.worker.settle(settlement(runId, { costMicros }));
};

describe('a budget', () => {
  it('lets exactly the calls through that fit, however many come at once, by whichever replica', async () => {
    const person = await newPerson();
    await setBudgets(core, { accountId: person.accountId, subject: person, limits: { day: 0.006 } });
    const gateways = [fixture.gateway, fixture.ledgerOf('hub_gateway'), fixture.ledgerOf('hub_gateway')];
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => spread(gateways, at).admit(call(person))));
    const [budget] = await budgetsOf(person);
    expect(answers.filter(({ outcome }) => outcome === 'admitted')).toHaveLength(6);
    expect(answers.filter(({ outcome }) => outcome === 'over_budget')).toHaveLength(24);
    expect(answers.find(({ outcome }) => outcome === 'over_budget')).toEqual({
      outcome: 'over_budget',
      budgetId: budget?.id,
    });
    expect(budget).toMatchObject({ limitMicros: 6_000n, heldMicros: 6_000n, spentMicros: 0n });
  });

  it('counts what a call cost in the place of what it held, once it has ended', async () => {
    const person = await newPerson();
    await setBudgets(core, { accountId: person.accountId, subject: person, limits: { total: 0.002 } });
    const [first, second] = [call(person), call(person)];
    await fixture.gateway.admit(first);
    await fixture.gateway.admit(second);
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'over_budget' });
    await endRun(first.runId, 300n);
    await fixture.gateway.settle(settlement(second.runId, { fence: 0, state: 'cancelled' }));
    expect(await budgetsOf(person)).toMatchObject([{ spentMicros: 300n, heldMicros: 0n, resetsAt: undefined }]);
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'admitted' });
  });

  it('of the key and of the person are both kept, and the one that was met is named', async () => {
    const person = await newPerson();
    const { accountId, userId, apiKeyId } = person;
    await setBudgets(core, { accountId, subject: { apiKeyId }, limits: { month: 0.003 } });
    await setBudgets(core, { accountId, subject: { userId }, limits: { day: 0.002 } });
    await fixture.gateway.admit(call(person));
    await fixture.gateway.admit(call(person, { apiKeyId: undefined }));
    const refused = await fixture.gateway.admit(call(person));
    const [ofUser] = await budgetsOf({ userId });
    expect(refused).toEqual({ outcome: 'over_budget', budgetId: ofUser?.id });
    expect(await readBudget(core, ofUser?.id ?? '')).toMatchObject({ isOfKey: false, period: 'day' });
    expect(await budgetsOf({ apiKeyId })).toMatchObject([{ period: 'month', heldMicros: 1_000n }]);
    // Nobody else's calls count.
    expect(await fixture.gateway.admit(admission(accountId, { holdMicros: MILLICREDIT }))).toMatchObject({
      outcome: 'admitted',
    });
  });

  it('begins anew with its day, while what is still held goes on counting', async () => {
    const person = await newPerson();
    await setBudgets(core, { accountId: person.accountId, subject: person, limits: { day: 0.002 } });
    const [ended, open] = [call(person), call(person)];
    await fixture.gateway.admit(ended);
    await fixture.gateway.admit(open);
    await endRun(ended.runId, 1_000n);
    // As if both were of yesterday: the run that ended, and the period that the row tells of.
    const yesterday = `now() - interval '1 day'`;
    await fixture.owner.query(`UPDATE core."Budget" SET "createdAt" = ${yesterday}, "periodStart" = ${yesterday}
                               WHERE "accountId" = '${person.accountId}'`);
    await fixture.owner.query(`UPDATE core."Run" SET "endedAt" = ${yesterday} WHERE id = '${ended.runId}'`);
    // Its usage belongs to yesterday as well, which has been added up long ago.
    await fixture.owner.query(`SELECT core.rebuild_usage(${yesterday}, ${yesterday})`);
    const [budget] = await budgetsOf(person);
    expect(budget).toMatchObject({ spentMicros: 0n, heldMicros: 1_000n });
    expect(budget?.resetsAt?.getTime()).toBeGreaterThan(Date.now());
    expect(budget?.resetsAt?.toISOString()).toMatch(/T00:00:00.000Z$/);
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'admitted' });
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'over_budget' });
    await endRun(open.runId, 700n);
    expect(await budgetsOf(person)).toMatchObject([{ spentMicros: 700n, heldMicros: 1_000n }]);
  });

  it('can be changed and taken away while calls run, which settle all the same', async () => {
    const person = await newPerson();
    const { accountId } = person;
    const running = call(person);
    await setBudgets(core, { accountId, subject: person, limits: { day: 0.001, total: 1 } });
    await fixture.gateway.admit(running);
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'over_budget' });
    const changed = await setBudgets(core, { accountId, subject: person, limits: { day: null, month: 2 } });
    expect(changed).toMatchObject([
      { period: 'month', limitMicros: 2_000_000n, heldMicros: 0n },
      { period: 'total', limitMicros: 1_000_000n, heldMicros: 1_000n },
    ]);
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'admitted' });
    expect(await endRun(running.runId, 500n)).toMatchObject({ outcome: 'settled', chargedMicros: 500n });
    expect(await budgetsOf(person)).toMatchObject([
      { period: 'month', spentMicros: 0n, heldMicros: 1_000n },
      { period: 'total', spentMicros: 500n, heldMicros: 1_000n },
    ]);
  });

  it('lets free calls through when it is used up', async () => {
    const person = await newPerson();
    await setBudgets(core, { accountId: person.accountId, subject: person, limits: { day: 0 } });
    expect(await fixture.gateway.admit(call(person))).toMatchObject({ outcome: 'over_budget' });
    expect(await fixture.gateway.admit(call(person, { holdMicros: 0n }))).toMatchObject({ outcome: 'admitted' });
  });

  it('of another account is neither read nor changed', async () => {
    const [owner, other] = [await newPerson(), await newPerson()];
    await setBudgets(core, { accountId: owner.accountId, subject: owner, limits: { day: 1 } });
    await setBudgets(core, { accountId: other.accountId, subject: owner, limits: { day: 5 } });
    expect(await budgetsOf(owner)).toMatchObject([{ limitMicros: 1_000_000n }]);
  });
});

describe('what a call may cost at most', () => {
  it('is the most that it is charged; the rest is the platform’s loss', async () => {
    const person = await newPerson();
    const input = call(person, { holdMicros: 400n, capMicros: 500n });
    await fixture.gateway.admit(input);
    expect(await endRun(input.runId, 620n)).toMatchObject({ chargedMicros: 500n, lossMicros: 120n });
    expect(await fixture.worker.readRun(input.runId)).toMatchObject({ capMicros: 500n, costMicros: 500n });
  });
});

describe('an answer of several models', () => {
  it('keeps what each of them wrote and cost', async () => {
    const person = await newPerson();
    const input = call(person);
    await fixture.gateway.admit(input);
    await fixture.worker.claim({ runId: input.runId, workerId: 'wrk_1', leaseMs: 60_000 });
    const { usage } = settlement(input.runId);
    if (!usage) throw new Error('a settlement has a usage');
    const part = { model: 'a', provider: 'p', usage, costMicros: 100n };
    const parts = [part, { ...part, model: 'b', costMicros: 300n }];
    await fixture.worker.settle(settlement(input.runId, { parts }));
    expect(await fixture.worker.readRun(input.runId)).toMatchObject({ parts, costMicros: 400n });
  });
});

describe('a claim that expects a fence', () => {
  it('is refused once somebody else has claimed the run', async () => {
    const input = call(await newPerson());
    await fixture.gateway.admit(input);
    const claim = { runId: input.runId, workerId: 'wrk_1', leaseMs: 60_000 };
    await fixture.worker.claim(claim);
    await fixture.worker.claim({ ...claim, workerId: 'wrk_2' });
    expect(await fixture.worker.claim({ ...claim, expectedFence: 1 })).toEqual({ outcome: 'stale' });
    expect(await fixture.worker.claim({ ...claim, expectedFence: 2 })).toMatchObject({ outcome: 'claimed', fence: 3 });
    await fixture.worker.settle(settlement(input.runId, { fence: 3 }));
  });
});
