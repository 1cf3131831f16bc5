import { describe, expect, it } from '@jest/globals';
import { accountEndpoints, registerBodySchema } from './accounts.ts';
import { apiKeyEndpoints } from './api-keys.ts';
import { priceEndpoints } from './prices.ts';
import { runEndpoints } from './runs.ts';

describe('the errors of an endpoint', () => {
  it('name what its form implies without being told: bodies, inputs, credentials, dead dependencies', () => {
    expect(runEndpoints.createRun.errors).toEqual(
      expect.arrayContaining([
        'validation_failed',
        'malformed_json',
        'body_too_large',
        'unsupported_media_type',
        'unauthenticated',
        'invalid_api_key',
        'dependency_unavailable',
        'insufficient_credits',
      ]),
    );
    expect(accountEndpoints.logout.errors).toEqual(['internal', 'dependency_unavailable', 'forbidden']);
  });

  it('name that an endpoint of administrators is forbidden to everybody else', () => {
    expect(priceEndpoints.listPrices.errors).toEqual(
      expect.arrayContaining(['unauthenticated', 'invalid_api_key', 'forbidden', 'validation_failed']),
    );
    expect(apiKeyEndpoints.listApiKeys.errors).not.toContain('forbidden');
  });

  it('do not name what cannot occur: an API key where only a person may call, a body where none is read', () => {
    expect(apiKeyEndpoints.listApiKeys.errors).toEqual(['unauthenticated', 'internal', 'dependency_unavailable']);
  });
});

describe('text from outside', () => {
  it.each(['a\u0000b', 'two\nlines', '\u0000', 'bell\u0007'])(
    'is refused as a name with control characters: %j',
    (name) => {
      const person = { email: 'ada@example.com', password: 'password123', firstName: name, lastName: 'Lovelace' };
      expect(registerBodySchema.safeParse(person).success).toBe(false);
      expect(apiKeyEndpoints.createApiKey.body?.safeParse({ name }).success).toBe(false);
    },
  );

  it.each(['Zoë', '李 小龙', "O'Brien", 'a👩‍👩‍👧b'])('is taken as a name in any language: %s', (name) => {
    expect(apiKeyEndpoints.createApiKey.body?.safeParse({ name }).success).toBe(true);
  });

  it.each(['\u0000', 'run_1\u0000', '../x', 'a'.repeat(65), ''])('is refused as an id that no store has: %j', (id) => {
    expect(runEndpoints.readRun.params?.safeParse({ id }).success).toBe(false);
  });
});
