import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import type { ChaosAccount } from '../evidence/chaos-account.ts';
import type { Product } from '../product/open-product.ts';
import { callModel, type ModelCall } from './call-model.ts';
import { followRun, type FollowedRun } from './follow-run.ts';
import type { HeardCall } from './heard-call.ts';
import { inParallel } from './in-parallel.ts';

type Asked = Pick<ModelCall, 'prompt'> & Partial<Pick<ModelCall, 'models' | 'stream' | 'maxTokens' | 'url'>>;

export type Callers = {
  /** So many calls, as many at once as callers are open; every second one goes to the other gateway. */
  callAll(count: number, ask: (index: number) => Promise<Asked> | Asked, retryMs?: number): Promise<HeardCall[]>;
  callOnce(asked: Asked, retryMs?: number): Promise<HeardCall>;
  follow(asked: Pick<FollowedRun, 'prompt' | 'cutAfter'> & { model?: string }): Promise<HeardCall>;
  close(): Promise<void>;
};

const MODEL = 'simulator-gpt-fast';
const RETRY_PAUSE_MS = 250;

/** Another way in than to the gateways themselves, and how to connect to it. */
export type WayIn = { url: string; connect: NonNullable<Agent.Options['connect']> };

/** The failure of a run is its end: the same key brings it again and again. That the hub could not read a run is none. */
function isPassing({ end, status, runId, code }: HeardCall): boolean {
  if (end === 'cut') return true;
  return end === 'refused' && status >= 500 && (runId === undefined || code === 'dependency_unavailable');
}

/** Clients of the product as people write them: each with a time limit of its own, and a key for each call. */
export function openCallers(product: Product, { apiKey }: ChaosAccount, inFlight: number, wayIn?: WayIn): Callers {
  const patience = { headersTimeout: 120_000, bodyTimeout: 120_000 };
  const dispatcher = new Agent({ connections: inFlight, ...patience, ...(wayIn && { connect: wayIn.connect }) });
  const newKey = () => `chaos-${randomBytes(9).toString('base64url')}`;
  let turn = 0;
  const gatewayOf = (number: number) => wayIn?.url ?? product.gateways[number % product.gateways.length] ?? '';

  /** Whoever is refused for a moment, or loses the connection, sends the same call again with the same key for so long. */
  const callOnce = async ({ models = [MODEL], ...asked }: Asked, retryMs = 0): Promise<HeardCall> => {
    const key = newKey();
    const giveUpAt = Date.now() + retryMs;
    const first = turn++;
    // A call that is sent again goes to the other gateway.
    for (let tries = 0; ; tries += 1) {
      const heard = await callModel({ url: gatewayOf(first + tries), apiKey, dispatcher, key, models, ...asked });
      if (!isPassing(heard) || Date.now() >= giveUpAt) return heard;
      await sleep(RETRY_PAUSE_MS);
    }
  };
  return {
    callAll: (count, ask, retryMs) => inParallel(count, inFlight, async (index) => callOnce(await ask(index), retryMs)),
    callOnce,
    follow: ({ prompt, model = MODEL, cutAfter }) =>
      followRun({
        ...{ apiKey, dispatcher, key: newKey(), model, prompt },
        gateways: product.gateways,
        ...(cutAfter && { cutAfter }),
      }),
    close: () => dispatcher.destroy(),
  };
}
