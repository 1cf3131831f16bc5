import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProcessLedger, findFreePortRow, openDataFolder } from '@smart-ai-hub/local-stack';
import { testConfig } from '../config.ts';
import { eventually } from '../eventually.ts';
import { createTestDatabase } from '../stores/test-database.ts';
import { createTestRedis } from '../stores/test-redis.ts';
import { HOUSE_MODEL, LOCAL_MODEL } from './scenarios/sdk/families.ts';

/** The whole product, started as `npm start` starts it, on a database and a Redis of its own. */
export type Product = {
  url: string;
  simulatorUrl: string;
  databaseUrl: string;
  /** The process of a service right now; it changes when the supervisor starts it anew. */
  pidOf(service: string): number;
  /** Everything that the services have logged so far. */
  readLogs(): string;
  stop(): Promise<void>;
};

const repository = join(import.meta.dirname, '../../../..');
/** Those that people see, and those that they do not, with room for more of each. */
const PORTS = 16;
const START_DEADLINE_MS = 120_000;
const SERVICES = ['api-gateway', 'auth-service', 'core-service', 'mcp-server', 'llm-worker'];

type Settings = Record<string, string>;

/** `settings` may depend on where the simulator will be; endpoints that they name stand in the place of the usual ones. */
export async function startProduct(settings: Settings | ((simulatorUrl: string) => Settings) = {}): Promise<Product> {
  const [database, redis] = [await createTestDatabase(), await createTestRedis()];
  const port = await findFreePortRow(PORTS);
  const internalPort = port + PORTS / 2;
  const simulatorUrl = `http://127.0.0.1:${internalPort + 3}`;
  const dataFolder = mkdtempSync(join(tmpdir(), 'smart-ai-hub-product-'));
  const child = spawn(process.execPath, [join(repository, 'libs/local-stack/bin/start.mjs')], {
    cwd: repository,
    env: {
      ...testConfig.hostEnvironment,
      NODE_OPTIONS: '',
      ...usualEndpoints(simulatorUrl),
      ...(typeof settings === 'function' ? settings(simulatorUrl) : settings),
      PORT: String(port),
      INTERNAL_PORT_BASE: String(internalPort),
      DATA_DIR: dataFolder,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SIMULATOR: 'on',
      // Never the Ollama of whoever runs the tests. The simulator's is there when a test asks for it.
      OLLAMA_BASE_URL: `${simulatorUrl}/ollama`,
      MODELS_REFRESH_MS: '2000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://localhost:${port}`;
  const data = openDataFolder(dataFolder);
  await eventually(() => output.includes(url) || child.exitCode !== null, { deadlineMs: START_DEADLINE_MS });
  if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
  return {
    url,
    simulatorUrl,
    databaseUrl: database.url,
    pidOf(service) {
      const entry = createProcessLedger(data.processes)
        .list()
        .find(({ name }) => name === service);
      if (!entry) throw new Error(`${service} is not running`);
      return entry.pid;
    },
    readLogs: () => SERVICES.map((name) => readFileSync(join(data.logs, `${name}.log`), 'utf8')).join('\n'),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      // A log may get its last line while its folder goes.
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
      await database.drop();
      await redis.drop();
    },
  };
}

function usualEndpoints(simulatorUrl: string): Settings {
  const local = { id: 'local', baseUrl: `${simulatorUrl}/compatible/v1`, models: [LOCAL_MODEL] };
  const house = { id: 'house', baseUrl: `${simulatorUrl}/anthropic`, models: [HOUSE_MODEL] };
  return {
    OPENAI_COMPATIBLE_ENDPOINTS: JSON.stringify([local]),
    ANTHROPIC_COMPATIBLE_ENDPOINTS: JSON.stringify([house]),
  };
}
