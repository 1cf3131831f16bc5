import { z } from 'zod';

export const roleSchema = z.enum(['user', 'support', 'admin']);
export type RoleName = z.output<typeof roleSchema>;

/** Who calls: resolved once at the edge from an access token or an API key, and handed down. */
export type Identity = {
  userId: string;
  accountId: string;
  role: RoleName;
  /** Set when a browser session's access token was shown. */
  sessionId?: string;
  /** When that token ends, in milliseconds since 1970. */
  tokenEndsAtMs?: number;
  /** Set when an API key was shown. */
  apiKeyId?: string;
  /** What the key may do in a minute, where it has limits of its own. */
  keyLimits?: { requestsPerMinute?: number; tokensPerMinute?: number };
  /** Names of models that may answer where the only one of a call fails, as the key has them; absent where it has none. */
  fallbackModels?: readonly string[];
};

export const TOKEN_ISSUER = 'smart-ai-hub';
export const TOKEN_AUDIENCE = 'smart-ai-hub';
