import { AppError, type PackageId } from '@smart-ai-hub/contracts';
import Stripe from 'stripe';
import type { CoreConfig } from '../../config.ts';

/** Stripe as this hub is configured for it. */
export type PaymentProvider = {
  stripe: Stripe;
  livemode: boolean;
  /** What events are signed with: more than one while secrets are rotated. */
  webhookSecrets: readonly string[];
  /** Prices that the operator keeps at Stripe; a package without one is described anew at each checkout. */
  priceIds: Partial<Record<PackageId, string>>;
  /**
   * The stand-in takes the money. A signed event is then believed as it stands, so that a person can try webhooks out with events of
   * their own; of Stripe an event is only a hint to look.
   */
  isStandIn: boolean;
};

type Settings = Pick<
  CoreConfig,
  | 'STRIPE_SECRET_KEY'
  | 'STRIPE_WEBHOOK_SECRET'
  | 'STRIPE_API_BASE'
  | 'STRIPE_STAND_IN'
  | 'STRIPE_STARTER_PRICE_ID'
  | 'STRIPE_PRO_PRICE_ID'
  | 'STRIPE_BUSINESS_PRICE_ID'
>;

/** An answer later than this comes too late for whoever waits in a browser. */
const TIMEOUT_MS = 10_000;
const RETRIES = 2;
const LIVE_KEY = /^(sk|rk)_live_/;

/** Undefined where no key is set: such a hub sells no credits. */
export function createPaymentProvider(settings: Settings): PaymentProvider | undefined {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secrets = [], STRIPE_API_BASE: base } = settings;
  if (key === undefined) return undefined;
  return {
    stripe: new Stripe(key, {
      ...(base !== undefined && addressOf(base)),
      timeout: TIMEOUT_MS,
      maxNetworkRetries: RETRIES,
      telemetry: false,
    }),
    livemode: LIVE_KEY.test(key),
    webhookSecrets: secrets,
    // The stand-in knows no prices of the operator's.
    priceIds: settings.STRIPE_STAND_IN ? {} : priceIdsOf(settings),
    isStandIn: settings.STRIPE_STAND_IN,
  };
}

function priceIdsOf(settings: Settings): PaymentProvider['priceIds'] {
  return {
    ...(settings.STRIPE_STARTER_PRICE_ID !== undefined && { starter: settings.STRIPE_STARTER_PRICE_ID }),
    ...(settings.STRIPE_PRO_PRICE_ID !== undefined && { pro: settings.STRIPE_PRO_PRICE_ID }),
    ...(settings.STRIPE_BUSINESS_PRICE_ID !== undefined && { business: settings.STRIPE_BUSINESS_PRICE_ID }),
  };
}

function addressOf(base: string): { protocol: 'http' | 'https'; host: string; port: string } {
  const { protocol, hostname, port } = new URL(base);
  const isPlain = protocol === 'http:';
  return { protocol: isPlain ? 'http' : 'https', host: hostname, port: port || (isPlain ? '80' : '443') };
}

/** @throws AppError payments_unavailable */
export function requireProvider(provider: PaymentProvider | undefined): PaymentProvider {
  if (provider) return provider;
  throw new AppError('payments_unavailable', {
    detail: 'This hub sells no credits: no payment provider is configured.',
  });
}
