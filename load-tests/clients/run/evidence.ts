import type { Transaction } from '@smart-ai-hub/contracts';
import type { InvariantReport } from '@smart-ai-hub/ledger';
import type { ReceivedCall } from '../../hub/simulator-client.ts';
import type { StormRun } from '../../storm/read-runs.ts';
import type { HubRequest } from './hub-requests.ts';

export type RanCommand = { argv: string[]; code: number | null; output: string };

/** Everything that can be seen from outside when a client is done. */
export type Evidence = {
  commands: RanCommand[];
  /** The file on disk, and whether its check passes when we run it. */
  program: string;
  passes: boolean;
  /** How many calls met each rule of the script, by name. */
  matches: Record<string, number>;
  /** What the provider was sent. */
  providerCalls: ReceivedCall[];
  /** What the hub was sent. */
  requests: HubRequest[];
  runs: StormRun[];
  transactions: Transaction[];
  balances: { before: number; after: { balance: number; held: number } };
  invariants: InvariantReport[];
};
