import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@smart-ai-hub/contracts';
import type { Logger } from '@smart-ai-hub/service-kit';
import Stripe from 'stripe';
import { z } from 'zod';
import { factsOf } from './event-facts.ts';
import type { EventWorker } from './event-worker.ts';
import { type PaymentProvider, requireProvider } from './payment-provider.ts';
import type { StripeEventsRepository } from './stripe-events.repository.ts';

export type TakeEventDeps = {
  provider: PaymentProvider | undefined;
  stripeEvents: StripeEventsRepository;
  eventWorker: EventWorker | undefined;
  logger: Logger;
};

const eventSchema = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  type: z.string().max(200),
  livemode: z.boolean().optional(),
  created: z.number().optional(),
  data: z.object({ object: z.unknown() }),
});

/**
 * Stripe waits ten seconds and more for an answer; whoever pays looks at their balance at once. So the answer waits this long for the
 * event to be handled, and comes all the same when it takes longer.
 */
const HANDLING_WAIT_MS = 400;

/**
 * Takes an event: its signature is checked over the bytes as they came, it is written down under its id, and then handled.
 * @throws AppError webhook_signature_invalid, webhook_wrong_mode, payments_unavailable, dependency_unavailable
 */
export async function takeEvent(
  deps: TakeEventDeps,
  { body, signature }: { body: unknown; signature: string | undefined },
): Promise<{ received: true }> {
  const provider = requireProvider(deps.provider);
  const event = readEvent(provider, Buffer.isBuffer(body) ? body : Buffer.alloc(0), signature);
  const { id, type, livemode = provider.livemode, created = Date.now() / 1_000 } = event;
  if (livemode !== provider.livemode) {
    const [is, takes] = livemode ? ['live', 'test'] : ['test', 'live'];
    throw new AppError('webhook_wrong_mode', {
      detail: `This is an event of ${is} mode, and this hub takes ${takes} payments.`,
    });
  }
  const facts = factsOf(type, event.data.object);
  await deps.stripeEvents.store({ id, type, livemode, createdAt: new Date(created * 1_000), facts });
  const handled = deps.eventWorker?.handle(id).catch((error: unknown) => {
    // It stands in the inbox: the next look takes it.
    deps.logger.warn({ err: error, eventId: id }, 'an event of Stripe was stored and not handled yet');
  });
  await Promise.race([handled, delay(HANDLING_WAIT_MS, undefined, { ref: false })]);
  return { received: true };
}

function readEvent(
  { stripe, webhookSecrets }: PaymentProvider,
  body: Buffer,
  signature: string | undefined,
): z.output<typeof eventSchema> {
  const signed = webhookSecrets.some((secret) => isSigned(stripe, body, signature, secret));
  if (!signed) throw invalidSignature('The signature is missing, does not belong to this body, or is too old.');
  const parsed = eventSchema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  throw invalidSignature('The body is signed, but is no event of Stripe.');
}

function isSigned(stripe: Stripe, body: Buffer, signature: string | undefined, secret: string): boolean {
  if (signature === undefined) return false;
  try {
    return stripe.webhooks.signature?.verifyHeader(body, signature, secret, stripe.webhooks.DEFAULT_TOLERANCE) === true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const invalidSignature = (detail: string): AppError => new AppError('webhook_signature_invalid', { detail });
