import { grantCredits } from '@smart-ai-hub/ledger';
import { type Account, openAccount } from '../../hub/open-account.ts';
import { createSimulatorClient } from '../../hub/simulator-client.ts';
import type { Product } from '../product/open-product.ts';

/** An account whose calls are looked at, and what it had before them. */
export type ChaosAccount = Account & { accountId: string; beforeMicros: bigint };

/** As many as are under way at once at most. */
const KEPT_CALLS = 1_000;

export async function openChaosAccount({ gateways, pool }: Product): Promise<ChaosAccount> {
  const account = await openAccount(gateways[0]);
  const { rows } = await pool.query<{ id: string; currentBalance: string }>(
    'SELECT id, "currentBalance" FROM core."CreditAccount" WHERE "userId" = $1',
    [account.userId],
  );
  return { ...account, accountId: rows[0]?.id ?? '', beforeMicros: BigInt(rows[0]?.currentBalance ?? 0) };
}

/** The account with exactly so many micro-credits. */
export async function leaveCredits({ pool }: Product, account: ChaosAccount, micros: bigint): Promise<ChaosAccount> {
  const { accountId, beforeMicros } = account;
  const amountMicros = micros - beforeMicros;
  const reason = { description: 'chaos', idempotencyKey: `chaos-${accountId}` };
  const { outcome } = await grantCredits(pool, { accountId, amountMicros, type: 'correction', ...reason });
  if (outcome !== 'granted') throw new Error(`the credits could not be set: ${outcome}`);
  return { ...account, beforeMicros: micros };
}

/** The provider as it is by itself, remembering the calls that are under way. */
export async function resetProvider({ simulatorUrl }: Product): Promise<void> {
  const simulator = createSimulatorClient(simulatorUrl);
  await simulator.reset();
  await simulator.configure({ keepCalls: KEPT_CALLS });
}
