import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const settingsSchema = z.object({
  /** Where clients are installed, once for each version. */
  CLIENTS_CACHE_DIR: z.string().min(1).default(join(homedir(), '.cache/smart-ai-hub-clients')),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
});

export type ClientsConfig = {
  cacheFolder: string;
  /** Where programs of the system are found. */
  systemPath: string;
  /** Of the shell, without what `npm run` adds for this repository: an `npm install` elsewhere would follow it back here. */
  hostEnvironment: Record<string, string>;
};

export function readClientsConfig(): ClientsConfig {
  const { CLIENTS_CACHE_DIR: cacheFolder, PATH: systemPath } = settingsSchema.parse(process.env);
  const hostEnvironment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name.startsWith('npm_') ? [] : [[name, value]],
    ),
  );
  return { cacheFolder, systemPath, hostEnvironment };
}
