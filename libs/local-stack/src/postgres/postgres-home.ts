import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  chmodSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { copyPostgresBinaries, findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { canReach, postgresUser, type SystemUser } from './postgres-user.ts';

/** Where one PostgreSQL lives, and as whom. */
export type PostgresHome = {
  binaries: PostgresBinaries;
  dataFolder: string;
  /** A folder that the user may write to and that holds the data folder. */
  parent: string;
  user: SystemUser | undefined;
  /** Said to the person who starts, when the data is not where they expect it. */
  note?: string;
};

/** Not the temporary folder: the data has to survive a reboot. */
const OUTSIDE = '/var/tmp';

function makeOwned(folder: string, user: SystemUser): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, user.uid, user.gid);
}

function outsideFolder(wanted: string): string {
  const pointer = `${wanted}.location`;
  const known = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  if (known !== undefined && lstatSync(known, { throwIfNoEntry: false })?.uid === 0) return known;
  const folder = mkdtempSync(join(OUTSIDE, 'smart-ai-hub-'));
  chmodSync(folder, 0o711);
  writeFileSync(pointer, `${folder}\n`, { mode: 0o600 });
  return folder;
}

/**
 * As an ordinary user: the wanted folder and the binaries of node_modules. As root PostgreSQL runs as another user, to whom /root and
 * the like are closed; then data and binaries move to a folder of their own, remembered in `<wanted>.location`.
 */
export function preparePostgresHome(wanted: string): PostgresHome {
  const binaries = findPostgresBinaries();
  const user = postgresUser();
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  if (user === undefined) return { binaries, dataFolder: join(wanted, 'data'), parent: wanted, user };

  const seesBinaries = canReach(dirname(binaries.postgres), user);
  const seesData = canReach(dirname(wanted), user);
  const outside = seesBinaries && seesData ? undefined : outsideFolder(wanted);
  const parent = outside === undefined || seesData ? wanted : join(outside, 'postgres');
  makeOwned(parent, user);
  return {
    binaries: outside === undefined || seesBinaries ? binaries : copyPostgresBinaries(binaries, outside),
    dataFolder: join(parent, 'data'),
    parent,
    user,
    ...(parent === wanted
      ? {}
      : { note: `${dirname(wanted)} is closed to user ${user.name}: PostgreSQL keeps its data in ${parent}` }),
  };
}
