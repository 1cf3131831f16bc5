import { setTimeout as delay } from 'node:timers/promises';
import Stripe from 'stripe';
import type { StripeEvent } from '../state/objects.ts';
import type { Chaos } from './chaos-settings.ts';

export type DeliveryOptions = {
  /** Where events go; several are taken in turn, as a load balancer in front of several processes does. */
  targets: () => readonly string[];
  secret: string;
  chaos: () => Chaos;
  random: () => number;
  /** The types that the endpoint has subscribed to; all of them when it is left out. */
  types?: readonly string[] | undefined;
};

export type Deliveries = {
  send(event: StripeEvent): void;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
  /** Attempts so far, and how they were answered. */
  log(): readonly Attempt[];
  stop(): void;
};

export type Attempt = { eventId: string; type: string; outcome: number | 'dropped' | 'lost' | 'unreachable' };

const ANSWER_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 20;
const MAX_LOG = 10_000;
/** It only signs; nothing is called with it. */
const stripe = new Stripe('sk_test_unused');

/** Sends events as Stripe does: signed, until an endpoint answers with success; and as badly as the settings say. */
export function createDeliveries(options: DeliveryOptions): Deliveries {
  const { targets, chaos, random, types } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const attempts: Attempt[] = [];
  const post = createPoster(options, stopping.signal);

  async function attempt({ id, type }: StripeEvent, payload: string): Promise<boolean> {
    const { dropRate, lostAnswerRate } = chaos();
    const answered = random() < dropRate ? 'dropped' : await post(payload);
    const isLost = typeof answered === 'number' && random() < lostAnswerRate;
    attempts.push({ eventId: id, type, outcome: isLost ? 'lost' : answered });
    if (attempts.length > MAX_LOG) attempts.shift();
    return typeof answered === 'number' && answered >= 200 && answered < 300 && !isLost;
  }

  async function deliver(event: StripeEvent, payload: string): Promise<void> {
    const wait = (ms: number) => delay(ms, undefined, { signal: stopping.signal, ref: false });
    await wait(random() * chaos().maxDelayMs);
    for (let failed = 0; failed < MAX_ATTEMPTS; failed += 1) {
      if (await attempt(event, payload)) return;
      const { retryDelaysMs } = chaos();
      await wait(retryDelaysMs[Math.min(failed, retryDelaysMs.length - 1)] ?? 0);
    }
  }

  return {
    send(event) {
      if (types?.includes(event.type) === false || targets().length === 0) return;
      const payload = JSON.stringify(event, undefined, 2);
      const [least, most] = chaos().copies;
      const copies = least + Math.floor(random() * (most - least + 1));
      for (let copy = 0; copy < copies; copy += 1) {
        const delivery = deliver(event, payload).catch(() => undefined);
        underWay.add(delivery);
        void delivery.finally(() => underWay.delete(delivery));
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    log: () => attempts,
    stop: () => stopping.abort(),
  };
}

/** One attempt, at the next of the targets. */
function createPoster({ targets, secret }: DeliveryOptions, stopping: AbortSignal) {
  let turn = 0;
  return async (payload: string): Promise<Attempt['outcome']> => {
    const urls = targets();
    const url = urls[turn++ % urls.length];
    if (url === undefined) return 'unreachable';
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
        body: payload,
        signal: AbortSignal.any([stopping, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return 'unreachable';
    }
  };
}
