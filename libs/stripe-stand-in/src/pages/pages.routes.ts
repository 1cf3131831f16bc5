import express, { type IRouter, type Response } from 'express';
import { z } from 'zod';
import { paySession, requireSession, settleDelayed } from '../acts/pay-session.ts';
import { readParams } from '../http/read-params.ts';
import { missing } from '../http/stripe-fault.ts';
import type { Kind, ObjectsByKind, Session } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { type Choice, choices, endedPage, paymentPage } from './payment-page.ts';
import { invoicePage, invoicePdf, portalPage, receiptPage } from './record-pages.ts';

const choiceParams = z.object({ choice: z.enum(choices) });
const detachParams = z.object({ detach: z.string() });

/** What a person sees in a browser: the pages that Stripe would host. */
export function pagesRoutes(router: IRouter, context: StandInContext, { bankDelayMs }: { bankDelayMs: number }): void {
  const form = express.urlencoded({ extended: false });
  router.get('/pay/:id', (request, response) => {
    showPayment(context, requireSession(context, request.params.id), response);
  });
  router.post('/pay/:id', form, (request, response) => {
    const session = requireSession(context, request.params.id);
    const { choice } = readParams(choiceParams, request.body);
    if (choice === 'cancel') return response.redirect(303, session.cancel_url ?? session.success_url);
    if (session.status !== 'open') return showPayment(context, session, response);
    pay(context, session, choice, bankDelayMs);
    if (choice === 'declined')
      return showPayment(context, session, response, 'Your card was declined. Nothing was paid.');
    response.redirect(303, session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id));
  });
  recordPages(router, context);
  router.get('/portal/:id', (request, response) => showPortal(context, request.params.id, response));
  router.post('/portal/:id', form, (request, response) => {
    const portal = find(context, 'billing_portal.session', request.params.id);
    const { detach } = readParams(detachParams, request.body);
    const method = context.store.find('payment_method', detach);
    if (method?.customer === portal.customer) method.customer = null;
    response.redirect(303, `/portal/${portal.id}`);
  });
}

function pay(context: StandInContext, { id }: Session, choice: Exclude<Choice, 'cancel'>, bankDelayMs: number): void {
  const isDelayed = choice === 'delayed-paid' || choice === 'delayed-failed';
  paySession(context, id, isDelayed ? 'delayed' : choice);
  if (isDelayed) setTimeout(() => settleDelayed(context, id, choice === 'delayed-paid'), bankDelayMs).unref();
}

function showPayment({ store }: StandInContext, session: Session, response: Response, problem?: string): void {
  const description = store.plans.get(session.id)?.description ?? 'Credits';
  response
    .type('html')
    .send(session.status === 'open' ? paymentPage(session, description, problem) : endedPage(session));
}

function recordPages(router: IRouter, context: StandInContext): void {
  router.get('/receipts/:id', (request, response) => {
    response.type('html').send(receiptPage(find(context, 'charge', request.params.id)));
  });
  router.get('/invoices/:id', (request, response) => {
    response.type('html').send(invoicePage(find(context, 'invoice', request.params.id)));
  });
  router.get('/invoices/:id/pdf', (request, response) => {
    response.type('pdf').send(invoicePdf(find(context, 'invoice', request.params.id)));
  });
}

function showPortal(context: StandInContext, id: string, response: Response): void {
  const { store } = context;
  const portal = find(context, 'billing_portal.session', id);
  const invoices = store.all('invoice').filter(({ customer }) => customer === portal.customer);
  const methods = store.all('payment_method').filter(({ customer }) => customer === portal.customer);
  response.type('html').send(portalPage(portal, invoices.toReversed(), methods));
}

function find<K extends Kind>({ store }: StandInContext, kind: K, id: string): ObjectsByKind[K] {
  const object = store.find(kind, id);
  if (!object) throw missing(kind, id);
  return object;
}
