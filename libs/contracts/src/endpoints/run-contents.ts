import { z } from 'zod';
import { runContentSchema } from '../runs/run-content.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { idParamsSchema } from './text.ts';

/** For how many days prompts and answers can be kept. */
export const contentKeepDays = [1, 7, 30, 90] as const;

const keepDaysSchema = z.literal([...contentKeepDays]).nullable();

export const contentRetentionSchema = z
  .object({
    /** Null: prompts and answers are not kept. */
    keepDays: keepDaysSchema,
    /** Calls that were sent before are not kept. */
    keptSince: z.iso.datetime().nullable(),
    /** What was kept under a wish that was taken back is hidden, and is being deleted in the background. */
    isForgetting: z.boolean(),
  })
  .meta({ id: 'ContentRetention' });
export type ContentRetention = z.output<typeof contentRetentionSchema>;

const retentionAnswer = z.object({ retention: contentRetentionSchema });

export const contentRetentionEndpoints = {
  readContentRetention: defineEndpoint({
    method: 'GET',
    path: '/api/content-retention',
    summary: 'Whether prompts and answers of your calls are kept, and for how long',
    auth: 'session',
    status: 200,
    response: retentionAnswer,
    errors: [],
  }),
  setContentRetention: defineEndpoint({
    method: 'PUT',
    path: '/api/content-retention',
    summary: 'Ask for prompts and answers to be kept, or no longer; then those that are kept are deleted',
    description:
      'Off unless you switch it on. On: calls that are sent from now on are kept, the first of them within ten seconds. Off: from the answer on nobody can read what was kept; it is deleted before the answer, or, where that would take longer than a few seconds, in the background (`isForgetting`). A shorter time holds for what is kept already.',
    auth: 'session',
    status: 200,
    body: z.strictObject({ keepDays: keepDaysSchema }),
    example: { keepDays: 30 },
    response: retentionAnswer,
    errors: [],
  }),
};

/** Never by an API key: a key that is built into a program must not lead to what people have asked. */
export const runContentEndpoints = {
  readRunContent: defineEndpoint({
    method: 'GET',
    path: '/api/runs/:id/content',
    summary: 'What a call was asked and what it answered, where you have asked for that to be kept',
    auth: 'session',
    status: 200,
    params: idParamsSchema,
    response: z.object({ content: runContentSchema }),
    errors: ['not_found', 'content_not_kept'],
  }),
  deleteRunContent: defineEndpoint({
    method: 'DELETE',
    path: '/api/runs/:id/content',
    summary: 'Delete what a call was asked and answered; the call itself stays in your history',
    auth: 'session',
    status: 204,
    params: idParamsSchema,
    errors: ['not_found', 'content_not_kept'],
  }),
};
