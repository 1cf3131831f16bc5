import { z } from 'zod';
import { creditAmountSchema } from './budgets.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema } from './text.ts';

export const noticeKindSchema = z.enum(['low_balance', 'account_frozen', 'account_unfrozen']);
export type NoticeKind = z.output<typeof noticeKindSchema>;

/** Told in the web app and, where the owner wants it and the hub can, by mail. */
export const noticeSchema = z
  .object({
    id: z.string(),
    kind: noticeKindSchema,
    title: z.string(),
    text: z.string(),
    createdAt: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.output<typeof noticeSchema>;

export const noticeWishesSchema = z
  .strictObject({
    /** In credits; `null`: never. */
    lowBalance: creditAmountSchema.min(0.000001, 'must be above zero; null switches it off').nullable(),
    /** That an account was frozen is mailed in any case. */
    mails: z.boolean(),
  })
  .meta({ id: 'NoticeWishes' });
export type NoticeWishes = z.output<typeof noticeWishesSchema>;

const wishesAnswer = z.object({
  wishes: noticeWishesSchema,
  /** False where the hub has no mail server: then notices are in the web app only. */
  mailsAreSent: z.boolean(),
});

export const noticeEndpoints = {
  listNotices: defineEndpoint({
    method: 'GET',
    path: '/api/notices',
    summary: 'What you were told, newest first, and how much of it is unread',
    auth: 'session',
    status: 200,
    query: pageQuerySchema,
    response: z.object({ notices: z.array(noticeSchema), unread: z.number().int(), ...pageFields }),
    errors: [],
  }),
  markNoticesRead: defineEndpoint({
    method: 'PATCH',
    path: '/api/notices',
    summary: 'Mark everything as read that you have been told so far',
    auth: 'session',
    status: 204,
    body: z.strictObject({ read: z.literal(true) }),
    example: { read: true },
    errors: [],
  }),
  deleteNotice: defineEndpoint({
    method: 'DELETE',
    path: '/api/notices/:id',
    summary: 'Put a notice away',
    auth: 'session',
    status: 204,
    params: idParamsSchema,
    errors: ['not_found'],
  }),
  readNoticeWishes: defineEndpoint({
    method: 'GET',
    path: '/api/notice-wishes',
    summary: 'Below which balance you are told, and whether by mail as well',
    auth: 'session',
    status: 200,
    response: wishesAnswer,
    errors: [],
  }),
  setNoticeWishes: defineEndpoint({
    method: 'PUT',
    path: '/api/notice-wishes',
    summary: 'Say below which balance you want to be told, and whether by mail as well',
    auth: 'session',
    status: 200,
    body: noticeWishesSchema,
    example: { lowBalance: 5, mails: true },
    response: wishesAnswer,
    errors: [],
  }),
};
