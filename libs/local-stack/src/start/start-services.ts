import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLogFile } from '../data-folder/log-file.ts';
import { StartError } from '../start-error.ts';
import {
  isPlayer,
  readyPathOf,
  serviceEntries,
  type ServiceName,
  serviceNames,
} from '../supervisor/service-catalog.ts';
import { composeServiceEnvironment, type StackFacts } from '../supervisor/service-environment.ts';
import { type ServiceSpec, startService } from '../supervisor/start-service.ts';
import { type Supervised, supervise } from '../supervisor/supervise.ts';
import type { StartConfig } from './config.ts';
import type { StoreDeps } from './start-stores.ts';

const namesOf = (config: StartConfig): ServiceName[] =>
  serviceNames.filter(
    (name) =>
      !isPlayer(name) ||
      (name === 'simulator' && config.hasSimulator) ||
      (name === 'stripe-stand-in' && config.hasStripeStandIn),
  );

const entryOf = (config: StartConfig, name: ServiceName): string => join(config.root, serviceEntries[name]);

export function requireEntries(config: StartConfig): void {
  const missing = namesOf(config).filter((name) => !existsSync(entryOf(config, name)));
  if (missing.length === 0) return;
  throw new StartError(
    'This checkout is not whole. Missing:',
    missing.map((name) => serviceEntries[name]),
  );
}

export const planServices = (config: StartConfig, facts: StackFacts): ServiceSpec[] =>
  namesOf(config).map((name) => ({
    name,
    entry: entryOf(config, name),
    env: composeServiceEnvironment(name, facts, config.host),
    readyUrl: `http://127.0.0.1:${facts.ports.services[name]}${readyPathOf(name)}`,
  }));

/** Starts all of them at once; when one cannot start, the others are ended and its words are thrown. */
export async function startServices(
  specs: readonly ServiceSpec[],
  deps: StoreDeps & { isVerbose: boolean },
): Promise<void> {
  const { ledger, announce, isVerbose, data, closers, signal } = deps;
  const start = (spec: ServiceSpec): Promise<Supervised> => {
    const log = createLogFile(join(data.logs, `${spec.name}.log`));
    return supervise({
      name: spec.name,
      announce,
      signal,
      start: () => startService(spec, { ledger, log, isVerbose, show: announce }),
    });
  };
  const results = await Promise.allSettled(specs.map(start));
  for (const result of results) if (result.status === 'fulfilled') closers.add(result.value.stop);
  const failures = results.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
  if (failures.length === 0) return;
  throw mergeFailures(failures);
}

/** One service that is down lets its neighbours wait in vain: those who ended by themselves say why. */
function mergeFailures(failures: readonly unknown[]): unknown {
  const known = failures.filter((failure) => failure instanceof StartError);
  const first = known.find((failure) => failure.message.includes('ended before')) ?? known[0];
  return first ?? failures[0];
}
