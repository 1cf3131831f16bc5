import { setTimeout as sleep } from 'node:timers/promises';
import { canConnect, errorCodeOf } from '../schema-engine/database-command.ts';

const PAUSE_MS = 500;
/** What a server says, or does not, while it starts. A wrong password is none of it: waiting does not mend it. */
const NOT_YET = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', '57P03'];

const isNotYet = (error: unknown): boolean => {
  const code = errorCodeOf(error);
  return code === undefined ? /timeout|terminated/i.test(String(error)) : NOT_YET.includes(code);
};

/** Waits until a server answers at the address, whether the database itself is there or not. Throws its last error at the deadline. */
export async function waitForDatabase(url: string, timeoutMs: number): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    try {
      await canConnect(url);
      return;
    } catch (error) {
      if (!isNotYet(error) || Date.now() >= giveUpAt) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
