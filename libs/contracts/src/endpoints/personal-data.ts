import { z } from 'zod';
import { runContentSchema } from '../runs/run-content.ts';
import { runSchema } from '../runs/run.ts';
import { transactionSchema } from './credits.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { noticeSchema } from './notices.ts';
import { paymentSchema } from './payments.ts';
import { contentRetentionSchema } from './run-contents.ts';
import { webhookSchema } from './webhooks.ts';

const thing = z.record(z.string(), z.unknown());

/** Everything that the hub has of a person; no secret is in it. Lists are the oldest first. */
export const personalDataSchema = z
  .object({
    exportedAt: z.iso.datetime(),
    profile: thing,
    apiKeys: z.array(thing),
    sessions: z.array(thing),
    account: thing,
    autoTopUp: thing.nullable(),
    contentRetention: contentRetentionSchema,
    webhooks: z.array(webhookSchema),
    promoCodes: z.array(thing),
    notices: z.array(noticeSchema),
    payments: z.array(paymentSchema),
    batches: z.array(thing),
    transactions: z.array(transactionSchema),
    runs: z.array(runSchema),
    contents: z.array(runContentSchema),
  })
  .meta({ id: 'PersonalData' });

export const personalDataEndpoints = {
  exportPersonalData: defineEndpoint({
    method: 'GET',
    path: '/api/personal-data',
    summary: 'Everything that the hub has of you, as one JSON file',
    description: 'Written as it is read: a long history takes a while. Six times an hour.',
    auth: 'session',
    status: 200,
    response: personalDataSchema,
    errors: ['rate_limited'],
  }),
};
