import { z } from 'zod';
import { roleSchema } from '../identity.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { lineSchema } from './text.ts';

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
