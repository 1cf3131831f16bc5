import { expect } from '@jest/globals';
import { type Balance, type OpenedAccount, type RunPage, openAccount } from '../../open-account.ts';
import type { Product } from '../../start-product.ts';
import type { Family, Form } from './families.ts';

/** What a scenario of either SDK plays on: an account with credits, a model, and whether answers are streamed. */
export type Stage = Family & {
  form: Form;
  product: Product;
  account: OpenedAccount;
  /** What answers said they cost, in credits; the balance has to agree. */
  costs: number[];
  /** For calls whose answer never says what it cost: that something was charged is all that is known beforehand. */
  isChargeKnown: boolean;
  expectCharge(): void;
  /** The same where only a stream has delivered anything. */
  expectChargeOfDelivered(): void;
};

export type Scenario<OwnStage extends Stage> = {
  title: string;
  /** Left out: all of them. */
  families?: Family['family'][];
  forms?: Form[];
  play(stage: OwnStage): Promise<void>;
};

export function scenariosFor<OwnStage extends Stage>(scenarios: Scenario<OwnStage>[], { family }: Family, form: Form) {
  return scenarios.filter(
    (scenario) => (scenario.families ?? [family]).includes(family) && (scenario.forms ?? [form]).includes(form),
  );
}

export async function openStage(product: Product, family: Family, form: Form): Promise<Stage> {
  const stage = {
    ...family,
    form,
    product,
    account: await openAccount(product),
    costs: [] as number[],
    isChargeKnown: true,
    expectCharge: () => void (stage.isChargeKnown = false),
    expectChargeOfDelivered: () => void (stage.isChargeKnown = form === 'plain'),
  };
  return stage;
}

/** Plays a scenario; afterwards nothing is held, and the balance went down by exactly what the answers said. */
export async function playScenario<OwnStage extends Stage>(
  stage: OwnStage,
  { play }: Scenario<OwnStage>,
): Promise<void> {
  stage.costs = [];
  stage.isChargeKnown = true;
  const before = await balanceOf(stage);
  await play(stage);
  const after = await balanceOf(stage);
  expect(after.held).toBe(0);
  const told = stage.costs.reduce((sum, cost) => sum + cost, 0);
  if (stage.isChargeKnown) expect(before.balance - after.balance).toBeCloseTo(told, 6);
  else expect(after.balance).toBeLessThan(before.balance);
}

export const balanceOf = ({ account }: Stage) => account.read<Balance>('/api/credits/balance');
export const lastRunOf = async ({ account }: Stage) => (await account.read<RunPage>('/api/runs')).runs[0];

/** What the provider's side says about itself. */
export async function askSimulator<Answer>(
  { product }: Pick<Stage, 'product'>,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${product.simulatorUrl}/simulator/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as Answer;
}

export type ReceivedCall = {
  path: string;
  headers: Record<string, string>;
  betas: string[];
  bodyKeys: string[];
  tools: string[];
};

export async function lastReceivedCall(stage: Pick<Stage, 'product'>): Promise<ReceivedCall | undefined> {
  return (await askSimulator<{ calls: ReceivedCall[] }>(stage, 'calls')).calls.at(-1);
}

/** A client's `fetch` that notes how each request was answered. */
export function noteStatuses(statuses: number[]): typeof fetch {
  return async (...request) => {
    const response = await fetch(...request);
    statuses.push(response.status);
    return response;
  };
}
