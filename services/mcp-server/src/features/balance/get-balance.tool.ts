import { AppError, balanceSchema, type Identity, microsToCredits } from '@smart-ai-hub/contracts';
import type { McpServer } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Answering } from '../mcp/answer-tool.ts';
import type { BalanceRepository } from './balance.repository.ts';

/** What is owed is the owner's to know: the role of this service does not read it, and a call that is refused for it says it. */
const toolBalanceSchema = balanceSchema.omit({ debt: true });

export function registerGetBalance(
  server: McpServer,
  balance: BalanceRepository,
  { accountId }: Identity,
  answer: Answering,
): void {
  server.registerTool(
    'get_balance',
    {
      title: 'Get balance',
      description:
        'The credits of the account: the balance, and how much of it is available or held for running calls.',
      outputSchema: toolBalanceSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    () => answer('get_balance', async () => ({ value: await readBalance(balance, accountId) })),
  );
}

async function readBalance(balance: BalanceRepository, accountId: string): Promise<z.output<typeof toolBalanceSchema>> {
  const account = await balance.findBalance(accountId);
  if (account === null) {
    throw new AppError('unauthenticated', { detail: 'The account of this credential no longer exists.' });
  }
  return {
    balance: microsToCredits(account.currentBalance),
    available: microsToCredits(account.available),
    held: microsToCredits(account.held),
  };
}
