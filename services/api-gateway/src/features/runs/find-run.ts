import { AppError, type Identity } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import type { GatewayDeps } from '../../dependencies.ts';

/** The run, if it is the caller's. Another account's run does not exist for them. */
export async function findRun(deps: Pick<GatewayDeps, 'ledger'>, identity: Identity, id: string): Promise<RunRecord> {
  const run = await deps.ledger.readRun(id);
  if (run?.accountId !== identity.accountId)
    throw new AppError('not_found', { detail: 'There is no run with this id.' });
  return run;
}
