import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../start-error.ts';

export type SystemUser = { name: string; uid: number; gid: number };

/** The user that PostgreSQL runs as when we are root, which it refuses to run as: postgres where it exists, else nobody. */
export function findUnprivilegedUser(passwdFile = '/etc/passwd'): SystemUser {
  const users = readFileSync(passwdFile, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const found = users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody');
  if (found !== undefined && found.uid > 0) return found;
  throw new StartError('PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody.', [
    'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  ]);
}

/** The user to switch to, or undefined when we are an ordinary user already. */
export const postgresUser = (): SystemUser | undefined =>
  process.getuid?.() === 0 ? findUnprivilegedUser() : undefined;

function mayEnter(folder: string, user: SystemUser): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** Whether the user may walk down to the folder: one closed parent, such as /root, hides everything below it. */
export function canReach(folder: string, user: SystemUser): boolean {
  if (!mayEnter(folder, user)) return false;
  const parent = dirname(folder);
  return parent === folder || canReach(parent, user);
}
