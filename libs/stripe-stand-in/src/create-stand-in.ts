import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { type DisputeInput, closeDispute, disputeCharge } from './acts/dispute-charge.ts';
import { type PaymentWay, expireSession, paySession, settleDelayed } from './acts/pay-session.ts';
import { type RefundInput, endRefund, refundCharge } from './acts/refund-charge.ts';
import { createApi } from './create-api.ts';
import type { Dispute, PaymentMethod, Refund, Session, StripeEvent } from './state/objects.ts';
import { createSaver, openStore } from './state/keep-state.ts';
import type { Store } from './state/store.ts';
import type { StandInContext } from './stand-in-context.ts';
import { type Chaos, createChaosState } from './webhooks/chaos-settings.ts';
import { type Attempt, createDeliveries } from './webhooks/deliver-events.ts';

export type StandInOptions = {
  /** Signs the events: `whsec_…`. */
  webhookSecret: string;
  /** Where events go; nowhere when it is empty. */
  webhookUrls?: readonly string[];
  /** The types of events that are sent; all when it is left out. */
  eventTypes?: readonly string[];
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  /** The address that browsers use, when it is not that of the socket. */
  publicUrl?: string | undefined;
  livemode?: boolean;
  /** Keeps the state from one start to the next. */
  stateFile?: string | undefined;
  /** How long after the customer has come back a bank debit of the payment page is decided. */
  bankDelayMs?: number;
};

/** Stripe, as far as the hub uses it, with the acts of customers and banks that tests play. */
export type StandIn = {
  url: string;
  app: Express;
  pay(sessionId: string, way: PaymentWay): Session;
  settleDelayed(sessionId: string, isPaid: boolean): Session;
  expire(sessionId: string): Session;
  refund(input: RefundInput): Refund;
  endRefund(refundId: string, status: 'succeeded' | 'failed'): Refund;
  dispute(input: DisputeInput): Dispute;
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): Dispute;
  /** Changes the card that a customer has kept, e.g. to one that is declined. */
  changeCard(customerId: string, last4: string): PaymentMethod;
  /** Everything that was told so far, the oldest first. */
  events(): StripeEvent[];
  /** Sends an event once more. */
  resend(event: StripeEvent): void;
  /** From now on; what is left out stays as it is. */
  cause(chaos: Partial<Chaos>): void;
  sendTo(urls: readonly string[]): void;
  deliveries(): readonly Attempt[];
  /** Resolves when no event is on its way any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** https://docs.stripe.com/api/versioning, as the SDK of this version sends it. */
const API_VERSION = '2026-10-28.endive';
const BANK_DELAY_MS = 6_000;

/** Starts the stand-in for Stripe; resolves once it listens. */
export async function createStandIn(options: StandInOptions): Promise<StandIn> {
  const { livemode = false, stateFile, webhookSecret, eventTypes } = options;
  const store = openStore(livemode, stateFile);
  const save = createSaver(store, stateFile);
  const chaos = createChaosState();
  let targets = options.webhookUrls ?? [];
  let url = options.publicUrl ?? '';
  const deliveries = createDeliveries({
    ...{ secret: webhookSecret, types: eventTypes, targets: () => targets },
    ...{ chaos: chaos.now, random: chaos.random },
  });
  const context: StandInContext = {
    store,
    url: () => url,
    tell(type, _kind, object) {
      const event = writeEvent(store, type, object);
      deliveries.send(event);
      save();
      return event;
    },
  };
  const app = createApi(context, { bankDelayMs: options.bankDelayMs ?? BANK_DELAY_MS, chaos, onChange: save });
  const server = await listen(app, options);
  const { port } = server.address() as AddressInfo;
  const ownUrl = `http://127.0.0.1:${port}`;
  if (url === '') url = ownUrl;
  return {
    url: ownUrl,
    app,
    ...actsOn(context),
    cause: chaos.cause,
    events: () => store.all('event'),
    resend: (event) => deliveries.send(event),
    sendTo: (urls) => void (targets = urls),
    deliveries: () => deliveries.log(),
    settled: () => deliveries.settled(),
    async close() {
      deliveries.stop();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Acts = Pick<
  StandIn,
  'pay' | 'settleDelayed' | 'expire' | 'refund' | 'endRefund' | 'dispute' | 'closeDispute' | 'changeCard'
>;

function actsOn(context: StandInContext): Acts {
  return {
    pay: (id, way) => paySession(context, id, way),
    settleDelayed: (id, isPaid) => settleDelayed(context, id, isPaid),
    expire: (id) => expireSession(context, id),
    refund: (input) => refundCharge(context, input),
    endRefund: (id, status) => endRefund(context, id, status),
    dispute: (input) => disputeCharge(context, input),
    closeDispute: (id, outcome) => closeDispute(context, id, outcome),
    changeCard(customerId, last4) {
      const method = context.store.all('payment_method').find(({ customer }) => customer === customerId);
      if (!method?.card) throw new Error(`${customerId} has kept no card`);
      method.card.last4 = last4;
      return method;
    },
  };
}

function writeEvent(store: Store, type: string, object: object): StripeEvent {
  return store.add('event', {
    type,
    api_version: API_VERSION,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object: structuredClone(object) },
  });
}

async function listen(app: Express, { host = '127.0.0.1', port = 0 }: StandInOptions): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, app);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
