import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Express } from 'express';
import type { BaseConfig } from '../config/base-config.ts';
import { ConfigError } from '../config/parse-config.ts';
import { createLogger, type Logger } from '../logging/create-logger.ts';
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts';
import { startTracing, type Tracing } from '../tracing/start-tracing.ts';
import { exitWhenParentDies } from './exit-when-parent-dies.ts';
import { type Upgrades, closeServer, createHttpServer, listen } from './listen.ts';

/** What a service's composition root is given. */
export type ServiceContext<C extends BaseConfig> = {
  service: string;
  config: C;
  logger: Logger;
  metrics: Metrics;
  isDraining: () => boolean;
};

/** What a service's composition root answers. */
export type StartedService = {
  app: Express;
  /** Set where a service speaks another protocol than HTTP too. */
  upgrades?: Upgrades;
  /** Called when draining begins, beside the wait for HTTP: stop taking work, resolve when what was taken is done. */
  drain?: () => Promise<void>;
  /** Closes the dependencies in reverse order. */
  close: () => Promise<void>;
};

export type ServiceDefinition<C extends BaseConfig> = {
  service: string;
  /** Parses the environment; a ConfigError ends the process with its lines. */
  config: () => C;
  start: (context: ServiceContext<C>) => Promise<StartedService>;
  onListening?: (port: number) => void;
};

const CLOSE_TIMEOUT_MS = 5_000;
const LEAVING_SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const leaveUnstarted = (): never => process.exit(0);

/**
 * Runs a service until SIGTERM or SIGINT: parse the configuration, build everything, listen. Then leave in order: readiness off,
 * wait DRAIN_DELAY_MS, stop accepting, finish what is in flight (at most DRAIN_TIMEOUT_MS), close dependencies, exit 0.
 * A failed start and a second signal exit with 1; so does an error that nobody caught, after the same drain. A signal during the start
 * ends it at once.
 */
export async function runService<C extends BaseConfig>(definition: ServiceDefinition<C>): Promise<void> {
  const { service } = definition;
  // The first process of a container has no default for signals: until there is something to leave in order, they end it at once.
  for (const signal of LEAVING_SIGNALS) process.once(signal, leaveUnstarted);
  const config = readConfig(definition);
  const logger = createLogger({ service, level: config.LOG_LEVEL });
  const tracing = await startTracing({ service, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
  let draining = false;
  const context = { service, config, logger, metrics: createMetrics({ service }), isDraining: () => draining };
  try {
    const started = await definition.start(context);
    const server = createHttpServer(started.app, started.upgrades);
    const port = await listen(server, config.PORT);
    logger.info({ port, version: config.SERVICE_VERSION }, 'listening');
    definition.onListening?.(port);
    leaveOnSignals(logger, async () => {
      draining = true;
      await leave({ config, logger, tracing, server, started });
    });
    if (config.PARENT_WATCH === '1') exitWhenParentDies();
  } catch (thrown) {
    logger.fatal({ err: thrown }, `could not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(1);
  }
}

function readConfig<C extends BaseConfig>(definition: ServiceDefinition<C>): C {
  try {
    return definition.config();
  } catch (thrown) {
    const lines = thrown instanceof ConfigError ? thrown.problems : [String(thrown)];
    process.stderr.write(lines.map((line) => `${definition.service}: ${line}\n`).join(''));
    process.exit(1);
  }
}

type Leaving = { config: BaseConfig; logger: Logger; tracing: Tracing; server: Server; started: StartedService };

async function leave({ config, logger, tracing, server, started }: Leaving): Promise<void> {
  logger.info('draining');
  await sleep(config.DRAIN_DELAY_MS);
  const work = Promise.race([started.drain?.(), sleep(config.DRAIN_TIMEOUT_MS, undefined, { ref: false })]);
  await Promise.allSettled([closeServer(server, config.DRAIN_TIMEOUT_MS), work]);
  const closing = Promise.allSettled([started.close(), tracing.shutdown()]);
  await Promise.race([closing, sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  logger.info('stopped');
}

function leaveOnSignals(logger: Logger, leaveInOrder: () => Promise<void>): void {
  let isLeaving = false;
  const leaveOnce = async (exitCode: number) => {
    // A second signal, or an error while leaving, does not wait any longer.
    if (isLeaving) process.exit(1);
    isLeaving = true;
    await leaveInOrder().catch((thrown: unknown) => logger.error({ err: thrown }, 'did not stop in order'));
    process.exit(exitCode);
  };
  for (const signal of LEAVING_SIGNALS) {
    process.off(signal, leaveUnstarted);
    process.on(signal, () => void leaveOnce(0));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => {
      logger.fatal({ err: thrown, event }, 'an error that nobody caught');
      void leaveOnce(1);
    });
  }
}
