import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@smart-ai-hub/contracts';
import { isDependencyFailure, type Logger } from '@smart-ai-hub/service-kit';
import type { AccountsRepository } from './accounts.repository.ts';
import type { RegisterAccount } from './register-account.ts';

type Options = {
  accounts: AccountsRepository;
  registerAccount: RegisterAccount;
  logger: Logger;
  email: string;
  password: string;
  /** Ends the waiting for a database that is not there yet. */
  signal: AbortSignal;
};

const RETRY_DELAY_MS = 2_000;

/**
 * Makes the first administrator of a new installation. Replicas may race: the e-mail is unique, so one of them wins. Nothing
 * happens where an administrator exists; an ordinary user of that address is not promoted, since anybody may have registered it.
 */
export async function ensureFirstAdministrator(options: Options): Promise<void> {
  const { accounts, registerAccount, logger, email, password, signal } = options;
  while (!signal.aborted) {
    try {
      if (await accounts.hasAdministrator()) return;
      await registerAccount({ email, password, firstName: 'Hub', lastName: 'Administrator', role: 'admin' });
      logger.info('made the first administrator');
      return;
    } catch (thrown) {
      if (!isDependencyFailure(thrown)) {
        const detail = thrown instanceof AppError ? thrown.detail : 'unexpected error';
        logger.warn({ err: thrown }, `did not make the first administrator: ${detail}`);
        return;
      }
      await sleep(RETRY_DELAY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
