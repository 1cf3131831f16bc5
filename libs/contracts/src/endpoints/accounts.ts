import { z } from 'zod';
import { roleSchema } from '../identity.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { idParamsSchema, lineSchema } from './text.ts';

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    role: roleSchema,
    profile: z.object({ firstName: z.string(), lastName: z.string(), avatarUrl: z.string().nullable() }),
    creditAccount: z.object({ currentBalance: z.number() }),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof userSchema>;

/** `token` is the short-lived access token; the refresh token travels only in an HttpOnly cookie. */
export const signedInSchema = z.object({ user: userSchema, token: z.string() }).meta({ id: 'SignedIn' });

const emailSchema = z
  .string({ error: 'an e-mail address is required' })
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ error: 'this is not an e-mail address' }))
  // Said again for the API document, which shows what comes before the pipe.
  .meta({ format: 'email' });
const nameSchema = lineSchema.max(100);

export const registerBodySchema = z.object({
  email: emailSchema,
  password: z.string().min(8, 'at least 8 characters').max(128, 'at most 128 characters'),
  firstName: nameSchema,
  lastName: nameSchema,
});

export const loginBodySchema = z.object({ email: emailSchema, password: z.string().min(1).max(128) });

/** Typed by the person, so that nothing is deleted by a slip of the hand. */
export const DELETION_PHRASE = 'delete my account';

const forfeitSchema = z.boolean().default(false).describe('Credits that are left are forfeited, and you know it.');

export const deleteMeBodySchema = z.strictObject({
  password: z.string().min(1, 'must not be empty').max(128),
  confirm: z.literal(DELETION_PHRASE, { error: `must be: ${DELETION_PHRASE}` }),
  forfeitCredits: forfeitSchema,
});

export const accountEndpoints = {
  register: defineEndpoint({
    method: 'POST',
    path: '/api/auth/register',
    summary: 'Create an account and sign in',
    auth: 'public',
    status: 201,
    body: registerBodySchema,
    example: { email: 'ada@example.com', password: 'correct horse battery', firstName: 'Ada', lastName: 'Lovelace' },
    response: signedInSchema,
    errors: ['email_taken', 'weak_password', 'rate_limited', 'no_capacity'],
  }),
  login: defineEndpoint({
    method: 'POST',
    path: '/api/auth/login',
    summary: 'Sign in with e-mail and password',
    auth: 'public',
    status: 200,
    body: loginBodySchema,
    example: { email: 'ada@example.com', password: 'correct horse battery' },
    response: signedInSchema,
    errors: ['invalid_credentials', 'rate_limited', 'no_capacity'],
  }),
  me: defineEndpoint({
    method: 'GET',
    path: '/api/auth/me',
    summary: 'The signed-in user',
    auth: 'session',
    status: 200,
    response: z.object({ user: userSchema }),
    errors: [],
  }),
  refresh: defineEndpoint({
    method: 'POST',
    path: '/api/auth/refresh',
    summary: 'Trade the refresh cookie for a new access token',
    auth: 'public',
    cookie: 'refreshCookie',
    status: 200,
    response: signedInSchema,
    errors: ['unauthenticated', 'forbidden'],
  }),
  deleteMe: defineEndpoint({
    method: 'POST',
    path: '/api/auth/me/delete',
    summary: 'Delete your account: e-mail, name, sessions, keys and everything you have kept here',
    description:
      'There is no way back. Sign-in, sessions, API keys, webhooks and automatic purchases end with the answer; what else was kept is deleted within minutes, and your customer at Stripe too. Calls and the ledger stay under ids that lead to nobody. Running calls end as usual. Credits that are left are forfeited, which `forfeitCredits` has to say; ask for a refund first if you want them back. The e-mail can be used again, but brings no welcome credits a second time.',
    auth: 'session',
    status: 204,
    body: deleteMeBodySchema,
    example: { password: 'correct horse battery', confirm: DELETION_PHRASE, forfeitCredits: true },
    errors: ['invalid_credentials', 'rate_limited', 'no_capacity', 'account_has_credits', 'last_administrator'],
  }),
  logout: defineEndpoint({
    method: 'POST',
    path: '/api/auth/logout',
    summary: 'End the session of the refresh cookie',
    auth: 'public',
    cookie: 'refreshCookie',
    status: 204,
    errors: ['forbidden'],
  }),
};

/**
 * Why an administrator deletes somebody: a word, since free text would keep for ever what it says of the person. Logged with the account's
 * id, and nowhere else.
 */
export const personDeletionReasons = ['request', 'misuse', 'inactivity', 'other'] as const;

export const deletePersonBodySchema = z.strictObject({
  confirm: z.literal('delete this account'),
  reason: z.enum(personDeletionReasons, { error: `must be one of ${personDeletionReasons.join(', ')}` }),
  forfeitCredits: forfeitSchema,
});
export type DeletePersonBody = z.input<typeof deletePersonBodySchema>;

export const personAdministrationEndpoints = {
  deletePerson: defineEndpoint({
    method: 'POST',
    path: '/api/admin/accounts/:id/delete',
    summary:
      'Delete the person of an account, as they could by themselves; the ledger stays under ids that lead to nobody',
    auth: 'admin',
    status: 204,
    params: idParamsSchema,
    body: deletePersonBodySchema,
    example: { confirm: 'delete this account', reason: 'request', forfeitCredits: true },
    errors: ['not_found', 'account_has_credits', 'last_administrator'],
  }),
};
