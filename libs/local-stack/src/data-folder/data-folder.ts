import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataFolder = {
  root: string;
  logs: string;
  processes: string;
  cache: string;
  lock: string;
  at(name: string): string;
  /** A random secret that is made on first use and kept, readable by its owner only. */
  secret(name: string): string;
};

function readOrCreateSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    const secret = randomBytes(32).toString('hex');
    writeFileSync(path, `${secret}\n`, { mode: 0o600 });
    return secret;
  }
}

/** Everything that a start on one machine keeps; deleting the folder is a fresh start. */
export function openDataFolder(root: string): DataFolder {
  const folders = { logs: join(root, 'logs'), processes: join(root, 'run'), cache: join(root, 'cache') };
  const secrets = join(root, 'secrets');
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  return {
    root,
    ...folders,
    lock: join(root, 'start.lock'),
    at: (name) => join(root, name),
    secret: (name) => readOrCreateSecret(join(secrets, name)),
  };
}
