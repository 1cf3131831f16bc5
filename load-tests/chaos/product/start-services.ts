import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  composeServiceEnvironment,
  createLogFile,
  type DataFolder,
  planPorts,
  type ProcessLedger,
  readyPathOf,
  serviceEntries,
  type ServiceName,
  startService,
} from '@smart-ai-hub/local-stack';
import type { HubConfig } from '../../hub/config.ts';
import { type Member, startMember } from './member.ts';

const services = {
  simulator: 'simulator',
  'stripe-stand-in': 'stripe-stand-in',
  'llm-worker-1': 'llm-worker',
  'llm-worker-2': 'llm-worker',
  'auth-service': 'auth-service',
  'core-service': 'core-service',
  'api-gateway-1': 'api-gateway',
  'api-gateway-2': 'api-gateway',
} satisfies Record<string, ServiceName>;
export type ServiceMember = keyof typeof services;
const names = Object.keys(services) as ServiceMember[];

/** Made at the first start. */
export const administrator = { email: 'chaos@example.com', password: 'a long chaos password 4711' };

const SETTINGS = {
  ADMIN_EMAIL: administrator.email,
  ADMIN_PASSWORD: administrator.password,
  LOG_LEVEL: 'warn',
  REGISTRATIONS_PER_HOUR: '100000',
  WELCOME_CREDITS: '1000000',
  OLLAMA_BASE_URL: 'off',
};

type Place = { data: DataFolder; ledger: ProcessLedger; databaseUrl: string; redisUrl: string };

/** Every service by the program and the settings that `npm start` gives it; the second ones of a kind on ports of their own. */
export async function startServices(
  { port, internalPortBase, repository, host }: HubConfig,
  { data, ledger, databaseUrl, redisUrl }: Place,
): Promise<{ members: Member[]; urlOf(name: ServiceMember): string }> {
  const ports = planPorts(port, internalPortBase);
  const second: Partial<Record<ServiceMember, number>> = {
    'llm-worker-2': internalPortBase + 5,
    'api-gateway-2': internalPortBase + 6,
  };
  const portOf = (name: ServiceMember): number => second[name] ?? ports.services[services[name]];
  const urlOf = (name: ServiceMember) => `http://127.0.0.1:${portOf(name)}`;
  const facts = {
    ...{ ports, databaseUrl, redisUrl, jwtSecret: data.secret('jwt-secret') },
    ...{ webAppFolder: '', hasSimulator: true },
    stripe: {
      webhookSecret: `whsec_${data.secret('stripe-webhook-secret')}`,
      stateFile: emptied(data.at('stripe-stand-in.json')),
    },
  };
  const startOne = (name: ServiceMember): Promise<Member> => {
    const service = services[name];
    // There is no web app to hand out.
    const { WEB_APP_DIR: _, ...env } = composeServiceEnvironment(service, facts, { ...host, ...SETTINGS });
    const entry = join(repository, serviceEntries[service]);
    const log = createLogFile(join(data.logs, `${name}.log`));
    const deps = { ledger, log, show: () => undefined, isVerbose: false };
    return startMember(name, (further) =>
      startService(
        {
          ...{ name, entry, readyUrl: `${urlOf(name)}${readyPathOf(service)}` },
          env: { ...env, ...further, PORT: String(portOf(name)) },
        },
        deps,
      ),
    );
  };
  return { members: await Promise.all(names.map(startOne)), urlOf };
}

/** What was bought before is not in this database. */
function emptied(file: string): string {
  rmSync(file, { force: true });
  return file;
}
