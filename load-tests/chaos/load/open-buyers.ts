import { type PackageId, creditPackages, creditsToMicros, paymentEndpoints } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import type { Choice } from '../../hub/stand-in-client.ts';
import { type ChaosAccount, openChaosAccount } from '../evidence/chaos-account.ts';
import type { Product } from '../product/open-product.ts';
import { inParallel } from './in-parallel.ts';

const checkoutSchema = z.object({ sessionId: z.string() });
const packageIds = Object.keys(creditPackages) as PackageId[];
const RETRY_MS = 250;
const GIVE_UP_MS = 120_000;
const PARALLEL = 5;

/** A session that was opened, of which nothing is paid yet. */
export type OpenedSession = { sessionId: string; accountId: string; packageId: PackageId; micros: bigint };

export type Buyers = {
  accounts: readonly ChaosAccount[];
  /** Opens the next session; tries again while the hub cannot answer. */
  checkout(index: number): Promise<OpenedSession>;
};

/** How the purchase of this number is paid: most by card, some by a bank that takes its time, some not at all. */
export function choicesOf(index: number): readonly Choice[] {
  const last = index % 10;
  if (last === 7) return ['delayed-paid'];
  if (last === 8) return ['delayed-failed'];
  if (last === 9) return ['declined', 'card'];
  return ['card'];
}

export const isPaidBy = (choices: readonly Choice[]): boolean => !choices.includes('delayed-failed');

export async function openBuyers(product: Product, count: number): Promise<Buyers> {
  const accounts = await inParallel(count, PARALLEL, () => openChaosAccount(product));
  return {
    accounts,
    async checkout(index) {
      const account = accounts[index % accounts.length];
      const packageId = packageIds[index % packageIds.length];
      if (!account || !packageId) throw new Error('nobody buys');
      const { sessionId } = await checkoutAt(product, account, packageId);
      const micros = creditsToMicros(creditPackages[packageId].credits);
      return { sessionId, accountId: account.accountId, packageId, micros };
    },
  };
}

async function checkoutAt({ gateways }: Product, { token }: ChaosAccount, packageId: PackageId) {
  const { path } = paymentEndpoints.checkout;
  const init: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ packageId }),
  };
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(`${gateways[tries % 2]}${path}`, init).catch(() => undefined);
    if (response?.ok) return checkoutSchema.parse(await response.json());
    const isPassing = response === undefined || response.status >= 502;
    if (!isPassing || Date.now() > giveUpAt)
      throw new Error(`checkout answered ${response?.status}: ${await response?.text()}`);
    await response?.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
