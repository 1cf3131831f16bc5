import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveRequest } from './http/serve-request.ts';
import { type Pace, noPace } from './settings/choose-behaviour.ts';
import type { SettingsPatch } from './settings/settings.schema.ts';
import type { StatsSnapshot } from './simulator-stats.ts';
import { createSimulatorState } from './simulator-state.ts';

export type SimulatorOptions = {
  host?: string | undefined;
  /** 0 takes any free port. */
  port?: number | undefined;
  settings?: SettingsPatch | undefined;
  /** How fast a model speaks unless told otherwise; at once when left out. */
  paceOf?: ((model: string) => Pace) | undefined;
};

export type Simulator = {
  /** Without a slash at the end; providers live under `/anthropic`, `/openai/v1` and `/compatible/v1`. */
  url: string;
  configure(settings: SettingsPatch): void;
  stats(): StatsSnapshot;
  reset(): void;
  /** Takes no more calls, and lets those in hand end within so long: by default none. */
  close(finishWithinMs?: number): Promise<void>;
};

const CLOSE_IDLE_MS = 100;

/** Starts the stand-in for Anthropic and OpenAI; resolves once it listens. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, settings = {}, paceOf = () => noPace } = options;
  const state = createSimulatorState({ settings, paceOf });
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    serveRequest(state, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    configure: (patch) => void state.configure(patch),
    stats: () => state.stats.snapshot(),
    reset: () => state.reset(),
    async close(finishWithinMs = 0) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection whose answer has ended would be kept open for the next one.
      const closingIdle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
      if (finishWithinMs > 0) await Promise.race([closed, sleep(finishWithinMs, undefined, { ref: false })]);
      clearInterval(closingIdle);
      state.ticker.stop();
      server.closeAllConnections();
      await closed;
    },
  };
}
