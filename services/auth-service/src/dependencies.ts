import { createPrismaClient } from '@smart-ai-hub/database';
import { closeRedis, createRedis, createTokenVerifier, type ServiceContext } from '@smart-ai-hub/service-kit';
import { createLocalJWKSet } from 'jose';
import type { AuthConfig } from './config.ts';
import { createAccountsRepository } from './features/accounts/accounts.repository.ts';
import type { AccountsDependencies } from './features/accounts/accounts.routes.ts';
import { type CheckCredentials, createCheckCredentials } from './features/accounts/check-credentials.ts';
import { ensureFirstAdministrator } from './features/accounts/ensure-first-administrator.ts';
import { createLogin } from './features/accounts/login.ts';
import { createAuthenticators } from './features/accounts/passport.ts';
import { createReadMe } from './features/accounts/read-me.ts';
import { createRegisterAccount } from './features/accounts/register-account.ts';
import { createSignInLimits } from './features/accounts/sign-in-limits.ts';
import { createApiKeysRepository } from './features/api-keys/api-keys.repository.ts';
import type { ApiKeysDependencies } from './features/api-keys/api-keys.routes.ts';
import { createChangeApiKey } from './features/api-keys/change-api-key.ts';
import { createCreateApiKey } from './features/api-keys/create-api-key.ts';
import { createRevokeApiKey } from './features/api-keys/revoke-api-key.ts';
import { createPasswordHasher } from './features/passwords/password-hasher.ts';
import { createPasswordPolicy } from './features/passwords/password-policy.ts';
import { createDeleteMe, createDeletePerson } from './features/deletion/delete-person.ts';
import type { DeletionDependencies } from './features/deletion/deletion.routes.ts';
import { createFormerEmails } from './features/deletion/former-emails.ts';
import { createPeopleRepository } from './features/deletion/people.repository.ts';
import { createRetentionRepository } from './features/retention/retention.repository.ts';
import { createLogout } from './features/sessions/logout.ts';
import { createOpenSession } from './features/sessions/open-session.ts';
import { createRefreshCookie } from './features/sessions/refresh-cookie.ts';
import { createRefreshSession } from './features/sessions/refresh-session.ts';
import { createRefreshTokens } from './features/sessions/refresh-token.ts';
import { createSessionsRepository } from './features/sessions/sessions.repository.ts';
import { createAccessTokenIssuer } from './features/signing-keys/access-token.ts';
import { deriveSecret, deriveSigningKey } from './features/signing-keys/derive-signing-key.ts';

export type Dependencies = Awaited<ReturnType<typeof createDependencies>>;

/** Together with a second's wait for an answer, a dead database is noticed within the two seconds that are promised. */
const DATABASE_TIMEOUTS = { connectionTimeoutMs: 1_500, statementTimeoutMs: 900 };

/** Builds everything of the service once; `close` undoes it in reverse order. */
export async function createDependencies(context: ServiceContext<AuthConfig>) {
  const stores = createStores(context);
  const tokens = await createTokens(context.config);
  const accounts = await createAccounts(context, stores, tokens);
  const apiKeys = createApiKeys(stores, accounts);
  const administrator = startMakingAdministrator(context, stores, accounts);
  return {
    context,
    keySet: tokens.keySet,
    accounts,
    apiKeys,
    deletion: createDeletion(context, stores, accounts),
    retention: stores.retention,
    checks: { postgres: stores.accounts.ping, redis: async () => void (await stores.redis.ping()) },
    close: async () => {
      await administrator.stop();
      await stores.close();
    },
  };
}

type Stores = ReturnType<typeof createStores>;
type Accounts = AccountsDependencies & { checkCredentials: CheckCredentials };
type Tokens = Awaited<ReturnType<typeof createTokens>>;

function createStores({ config, logger, service }: ServiceContext<AuthConfig>) {
  const prisma = createPrismaClient({
    url: config.DATABASE_URL,
    role: 'hub_auth',
    applicationName: service,
    onError: (error) => logger.warn({ err: error }, 'lost an idle database connection'),
    ...DATABASE_TIMEOUTS,
  });
  const redis = createRedis(config.REDIS_URL, { role: 'producer', logger });
  return {
    redis,
    accounts: createAccountsRepository(prisma),
    sessions: createSessionsRepository(prisma),
    apiKeys: createApiKeysRepository(prisma),
    people: createPeopleRepository(prisma),
    retention: createRetentionRepository(prisma),
    close: async () => {
      await closeRedis(redis);
      await prisma.$disconnect();
    },
  };
}

/** The newest secret signs; the one before it, if any, still verifies. */
async function createTokens({ JWT_SECRET, JWT_SECRET_PREVIOUS }: AuthConfig) {
  const previous = JWT_SECRET_PREVIOUS === undefined ? [] : [JWT_SECRET_PREVIOUS];
  const signingKey = await deriveSigningKey(JWT_SECRET);
  const previousKeys = await Promise.all(previous.map(deriveSigningKey));
  const refreshKey = (secret: string) => deriveSecret(secret, 'refresh-token');
  return {
    keySet: { keys: [signingKey, ...previousKeys].map(({ publicJwk }) => publicJwk) },
    issueAccessToken: createAccessTokenIssuer(signingKey),
    refreshTokens: createRefreshTokens([refreshKey(JWT_SECRET), ...previous.map(refreshKey)]),
  };
}

async function createAccounts(
  { config, logger }: ServiceContext<AuthConfig>,
  { redis, accounts, sessions }: Stores,
  { keySet, ...tokens }: Tokens,
): Promise<Accounts> {
  const passwordHasher = await createPasswordHasher();
  const checkPassword = await createPasswordPolicy(config.AUTH_PASSWORD_POLICY);
  const checkCredentials = createCheckCredentials({ accounts, passwordHasher });
  const verifyToken = createTokenVerifier({ keySet: createLocalJWKSet(keySet) });
  const limits = createSignInLimits({ redis, registrationsPerHour: config.REGISTRATIONS_PER_HOUR });
  const registration = { accounts, passwordHasher, checkPassword, formerEmails: formerEmailsOf(config) };
  return {
    authenticators: createAuthenticators({ checkCredentials, verifyToken }),
    checkCredentials,
    registerAccount: createRegisterAccount({ ...registration, welcomeMicros: config.WELCOME_CREDITS }),
    login: createLogin({ limits }),
    readMe: createReadMe({ accounts }),
    limits,
    openSession: createOpenSession({ sessions, ...tokens }),
    refreshSession: createRefreshSession({ accounts, sessions, logger, ...tokens }),
    logout: createLogout({ sessions, ...tokens }),
    refreshCookie: createRefreshCookie(config.FRONTEND_URL),
    frontendUrl: config.FRONTEND_URL,
  };
}

const formerEmailsOf = ({ JWT_SECRET, JWT_SECRET_PREVIOUS: previous }: AuthConfig) =>
  createFormerEmails(previous === undefined ? [JWT_SECRET] : [JWT_SECRET, previous]);

function createDeletion(
  { config, logger }: ServiceContext<AuthConfig>,
  { people, redis }: Stores,
  { authenticators, refreshCookie, readMe, limits, checkCredentials }: Accounts,
): DeletionDependencies {
  const deletePerson = createDeletePerson({ people, formerEmails: formerEmailsOf(config), redis, logger });
  return {
    authenticate: authenticators.byAccessToken,
    refreshCookie,
    readMe,
    deletePerson,
    deleteMe: createDeleteMe({ readMe, limits, checkCredentials, deletePerson }),
  };
}

function createApiKeys({ apiKeys, redis }: Stores, { authenticators }: AccountsDependencies): ApiKeysDependencies {
  return {
    authenticate: authenticators.byAccessToken,
    apiKeys,
    createApiKey: createCreateApiKey({ apiKeys }),
    changeApiKey: createChangeApiKey({ apiKeys, redis }),
    revokeApiKey: createRevokeApiKey({ apiKeys, redis }),
  };
}

/** In the background: the service also starts, unready, while the database is still away. */
function startMakingAdministrator(
  { config, logger }: ServiceContext<AuthConfig>,
  { accounts }: Stores,
  { registerAccount }: AccountsDependencies,
) {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (email === undefined || password === undefined) return { stop: async () => {} };
  const stopping = new AbortController();
  const options = { accounts, registerAccount, logger, email, password, signal: stopping.signal };
  const made = ensureFirstAdministrator(options);
  return {
    stop: () => {
      stopping.abort();
      return made;
    },
  };
}
