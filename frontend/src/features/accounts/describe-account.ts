import type { AdminAccount } from '@smart-ai-hub/contracts';

/** An account is called by its person; one whose person was deleted has only its id. */
export const accountTitle = ({ email, id }: Pick<AdminAccount, 'email' | 'id'>): string =>
  email ?? `Deleted person (${id})`;
