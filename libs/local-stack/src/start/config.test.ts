import { describe, expect, it } from '@jest/globals';
import { parseStartConfig } from './config.ts';

const parse = (env: Record<string, string>) => parseStartConfig(env, [], '/hub');

describe('the settings of npm start', () => {
  it('need nothing', () => {
    expect(parse({})).toMatchObject({
      port: 3000,
      internalPortBase: 15_400,
      dataFolder: '/hub/.data',
      databaseUrl: undefined,
    });
  });

  it('run the stand-in for Stripe unless Stripe is configured', () => {
    expect(parse({}).hasStripeStandIn).toBe(true);
    expect(parse({ STRIPE_WEBHOOK_SECRET: 'whsec_x' }).hasStripeStandIn).toBe(true);
    expect(parse({ STRIPE_SECRET_KEY: 'sk_test_x' }).hasStripeStandIn).toBe(false);
  });

  it('are refused all at once, by name', () => {
    const attempt = (): unknown => parse({ PORT: '65534', DATABASE_URL: 'mysql://x', SIMULATOR: 'maybe' });
    expect(attempt).toThrow(
      expect.objectContaining({
        hints: [
          expect.stringMatching(/^PORT must be from 1 to 65532/),
          expect.stringMatching(/^DATABASE_URL must/),
          expect.stringMatching(/^SIMULATOR must/),
        ],
      }),
    );
  });

  it.each([
    ['without a provider', {}, true],
    ['with an empty provider key', { OPENAI_API_KEY: '' }, true],
    ['with a provider', { OPENAI_API_KEY: 'sk' }, false],
    ['with an Anthropic-compatible endpoint', { ANTHROPIC_COMPATIBLE_ENDPOINTS: '[]' }, false],
    ['with an Ollama alone', { OLLAMA_BASE_URL: 'http://127.0.0.1:11434' }, true],
    ['with a provider, when asked for', { OPENAI_API_KEY: 'sk', SIMULATOR: 'on' }, true],
    ['when refused', { SIMULATOR: 'off' }, false],
  ])('%s: whether the simulator runs', (_, env, hasSimulator) => {
    expect(parse(env).hasSimulator).toBe(hasSimulator);
  });
});
