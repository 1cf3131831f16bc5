import { type Identity, roleSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import type { FindApiKey } from './authenticate-caller.ts';

/** The one thing the finder needs of a pg pool: `(text, values) => pool.query(text, values)`. Needs the rights of hub_gateway. */
export type Query = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;

const findKey = `
  SELECT k.id, k."userId", k."accountId", u."roleName" AS role,
         k."requestsPerMinute", k."tokensPerMinute", k."fallbackModels",
         k."lastUsedAt" IS NULL OR k."lastUsedAt" < now() - interval '1 minute' AS "isTouchDue"
  FROM auth."ApiKey" k JOIN auth."User" u ON u.id = k."userId"
  WHERE k.hash = $1 AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > now())`;

const touchKey = `
  UPDATE auth."ApiKey" SET "lastUsedAt" = now()
  WHERE id = $1 AND ("lastUsedAt" IS NULL OR "lastUsedAt" < now() - interval '1 minute')`;

const rowSchema = z.object({
  id: z.string(),
  userId: z.string(),
  accountId: z.string(),
  role: roleSchema,
  requestsPerMinute: z.number().nullable(),
  tokensPerMinute: z.number().nullable(),
  fallbackModels: z.array(z.string()),
  isTouchDue: z.boolean(),
});

/**
 * Looks a key up by its hash. Each look-up also notes the use of the key, at most once a minute and without waiting for it:
 * a use that is not noted harms nobody, a call that waits does.
 */
export function createApiKeyFinder(query: Query): FindApiKey {
  return async (hash): Promise<Identity | undefined> => {
    const { rows } = await query(findKey, [hash]);
    if (rows.length === 0) return undefined;
    const { id, userId, accountId, role, isTouchDue, ...settings } = rowSchema.parse(rows[0]);
    const { requestsPerMinute, tokensPerMinute, fallbackModels } = settings;
    if (isTouchDue) query(touchKey, [id]).catch(() => undefined);
    const keyLimits = {
      ...(requestsPerMinute !== null && { requestsPerMinute }),
      ...(tokensPerMinute !== null && { tokensPerMinute }),
    };
    return {
      ...{ userId, accountId, role, apiKeyId: id },
      ...(Object.keys(keyLimits).length > 0 && { keyLimits }),
      ...(fallbackModels.length > 0 && { fallbackModels }),
    };
  };
}
