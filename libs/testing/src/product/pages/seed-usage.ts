import { createPool } from '@smart-ai-hub/database';
import type { Product } from '../start-product.ts';

const MODELS = [
  ...['simulator-gpt', 'simulator-claude', 'simulator-gpt-fast', 'simulator-claude-fast', 'gpt-old', 'claude-old'],
  ...['embed-small', 'embed-large', 'house-model'],
];

/** Weeks of calls that have long been added up, as only the owner of the database can make them: nobody waits for weeks in a test. */
export async function seedUsage({ databaseUrl }: Product, email: string, days: number): Promise<void> {
  const pool = createPool({ url: databaseUrl });
  try {
    await pool.query(
      `INSERT INTO core."UsageHour" ("accountId", hour, model, provider, "userId", calls, failed, "inputTokens", "cacheReadTokens",
         "cacheWrite5mTokens", "cacheWrite1hTokens", "outputTokens", "reasoningTokens", "imageTokens", "webSearches", "costMicros", "lossMicros")
       SELECT u."accountId", date_trunc('hour', now()) - make_interval(days => day), m.model, 'simulator-' || (m.place % 2), u.id,
              3 + day % 5, 0, 900 * m.place, 100 * day, 0, 0, 300 * m.place, 0, 0, 0,
              40000 * (10 - m.place) + 9000 * (day % 7) * m.place, 0
       FROM auth."User" u, generate_series(1, $2::int) day, unnest($3::text[]) WITH ORDINALITY m (model, place)
       WHERE u.email = $1 AND (day + m.place) % 3 > 0`,
      [email, days, MODELS],
    );
  } finally {
    await pool.end();
  }
}
