import { createHmac } from 'node:crypto';
import { deriveSecret } from '../signing-keys/derive-signing-key.ts';

export type FormerEmails = {
  /** What is kept of the e-mail of somebody who is deleted. */
  hashOf(email: string): string;
  /** What may have been kept of an e-mail, also under the secret before the last change. */
  hashesOf(email: string): string[];
};

/**
 * A keyed hash: without the secret nobody can try e-mails out on it. The newest secret comes first. When an older one is dropped from the
 * configuration, what was hashed under it is known to nobody any more.
 */
export function createFormerEmails(secrets: readonly [string, ...string[]]): FormerEmails {
  const hashesOf = (email: string) =>
    secrets.map((secret) => createHmac('sha256', deriveSecret(secret, 'former-email')).update(email).digest('hex'));
  return { hashesOf, hashOf: (email) => hashesOf(email)[0] ?? '' };
}
