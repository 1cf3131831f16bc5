import { join } from 'node:path';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_000).default(fallback);

const settingsSchema = z.object({
  /** A hub that runs already. Without it one is started for the test and ended after it. */
  HUB_URL: z.url().optional(),
  /** Of that hub; all three are known by themselves when we start it. */
  SIMULATOR_URL: z.url().optional(),
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().optional(),
  /** Of the one we start: apart from the ports of `npm start`, so that both can run. */
  PORT: port(3_500),
  INTERNAL_PORT_BASE: port(15_500),
});

const repository = join(import.meta.dirname, '../..');

export type HubConfig = {
  repository: string;
  running: { url: string; simulatorUrl: string; databaseUrl: string | undefined; dataFolder: string } | undefined;
  port: number;
  internalPortBase: number;
  dataFolder: string;
  /** The shell's own environment, which the started hub inherits. */
  host: NodeJS.ProcessEnv;
};

export function readHubConfig(): HubConfig {
  const settings = settingsSchema.parse(process.env);
  const { HUB_URL: url, DATABASE_URL: databaseUrl, DATA_DIR } = settings;
  const simulatorUrl = settings.SIMULATOR_URL ?? 'http://127.0.0.1:15403';
  const runningFolder = DATA_DIR ?? join(repository, '.data');
  return {
    repository,
    running: url === undefined ? undefined : { url, simulatorUrl, databaseUrl, dataFolder: runningFolder },
    port: settings.PORT,
    internalPortBase: settings.INTERNAL_PORT_BASE,
    dataFolder: DATA_DIR ?? join(repository, '.data/load-tests'),
    host: process.env,
  };
}
