import { print, step } from '../../bin/bootstrap/progress.mjs';
import { openDataFolder } from '../data-folder/data-folder.ts';
import { createLogFile } from '../data-folder/log-file.ts';
import { claimLock } from '../processes/file-lock.ts';
import { type PortClaim, requireFreePorts } from '../processes/ports.ts';
import { createProcessLedger, endOrphans } from '../processes/process-ledger.ts';
import { startWatchdog } from '../processes/watchdog.ts';
import { StartError } from '../start-error.ts';
import { isPlayer, planPorts, serviceNames, type StackPorts } from '../supervisor/service-catalog.ts';
import { buildWebApp, webAppFolder } from './build-web-app.ts';
import { migrate, requireRedis } from './check-external-stores.ts';
import type { Closers } from './closers.ts';
import type { StartConfig } from './config.ts';
import { planServices, requireEntries, startServices } from './start-services.ts';
import { startPostgresStore, startRedisStore, type StoreDeps } from './start-stores.ts';
import { welcome } from './welcome.ts';

function claimPorts(config: StartConfig, ports: StackPorts): PortClaim[] {
  const internal = { variable: 'INTERNAL_PORT_BASE', host: '127.0.0.1' };
  return [
    ...serviceNames
      .filter((name) => !isPlayer(name) && name !== 'llm-worker')
      .map((name) => ({ port: ports.services[name], usedBy: name, variable: 'PORT' })),
    { port: ports.services['llm-worker'], usedBy: 'llm-worker', variable: 'INTERNAL_PORT_BASE' },
    ...(config.hasSimulator ? [{ port: ports.services.simulator, usedBy: 'the simulator', ...internal }] : []),
    ...(config.hasStripeStandIn
      ? [{ port: ports.services['stripe-stand-in'], usedBy: 'the stand-in for Stripe', ...internal }]
      : []),
    ...(config.databaseUrl === undefined ? [{ port: ports.postgres, usedBy: 'PostgreSQL', ...internal }] : []),
    ...(config.redisUrl === undefined ? [{ port: ports.redis, usedBy: 'Redis', ...internal }] : []),
  ];
}

const STORES = ['postgres', 'redis'];

/** Takes the data folder for us alone, and ends what an earlier run left in it. */
async function takeOver(config: StartConfig, closers: Closers, signal: AbortSignal): Promise<StoreDeps> {
  const data = openDataFolder(config.dataFolder);
  const claim = claimLock(data.lock, `http://localhost:${config.port}`);
  if (claim.outcome === 'held') {
    const { pid, note } = claim.holder;
    throw new StartError(`It is running already: ${note} (process ${pid}).`, [
      'End that one first, or set DATA_DIR, PORT and INTERNAL_PORT_BASE for a second one beside it.',
    ]);
  }
  closers.add(claim.lock.release);
  const ledger = createProcessLedger(data.processes);
  const orphans = await endOrphans(ledger);
  if (orphans.length > 0) print(`  ended what an earlier start had left running: ${orphans.join(', ')}`);
  closers.add(startWatchdog(ledger).release);
  // What is still on its way up when we are asked to stop has no closer of its own yet.
  closers.add(async () => void (await endOrphans(ledger)));
  return { data, ledger, closers, signal, announce: (line) => void (signal.aborted || print(line)) };
}

async function startStores(
  config: StartConfig,
  ports: StackPorts,
  deps: StoreDeps,
): Promise<{ databaseUrl: string; redisUrl: string }> {
  const { databaseUrl: ownDatabase, redisUrl: ownRedis } = config;
  const postgres =
    ownDatabase === undefined
      ? await step(
          'PostgreSQL',
          () => startPostgresStore(ports.postgres, deps),
          ({ remark }) => remark,
        )
      : { url: ownDatabase };
  const redis =
    ownRedis === undefined
      ? await step(
          'Redis',
          () => startRedisStore(ports.redis, config.host, deps),
          ({ remark }) => remark,
        )
      : { url: ownRedis };
  if (ownRedis !== undefined)
    await step(
      'Redis',
      () => requireRedis(ownRedis),
      () => 'from REDIS_URL',
    );
  await step(
    'database migrated',
    () => migrate(postgres.url, ownDatabase !== undefined),
    (applied) => (applied === 0 ? 'nothing new' : `${applied} migrations`),
  );
  return { databaseUrl: postgres.url, redisUrl: redis.url };
}

/** The whole start, one printed line per step. Whatever it opened is in `closers`, also when it throws. */
export async function startStack(config: StartConfig, closers: Closers, signal: AbortSignal): Promise<void> {
  requireEntries(config);
  const ports = planPorts(config.port, config.internalPortBase);
  const deps = await takeOver(config, closers, signal);
  await requireFreePorts(claimPorts(config, ports));
  const stores = await startStores(config, ports, deps);
  closers.add(async () => void (await endOrphans(deps.ledger, (name) => !STORES.includes(name))));
  const specs = planServices(config, {
    ...{ ports, ...stores, hasSimulator: config.hasSimulator, webAppFolder: webAppFolder(config.root) },
    jwtSecret: config.jwtSecret ?? deps.data.secret('jwt-secret'),
    ...(config.hasStripeStandIn && {
      stripe: {
        webhookSecret: `whsec_${deps.data.secret('stripe-webhook-secret')}`,
        stateFile: deps.data.at('stripe-stand-in.json'),
      },
    }),
  });
  const log = createLogFile(`${deps.data.logs}/web-app-build.log`);
  await step(
    'web app',
    () => buildWebApp({ root: config.root, ledger: deps.ledger, log, host: config.host }),
    (answer) => answer,
  );
  await step(
    'services',
    () => startServices(specs, { ...deps, isVerbose: config.isVerbose }),
    () => specs.map(({ name }) => name).join(', '),
  );
  for (const line of welcome(config, deps.data.logs)) print(line);
}
