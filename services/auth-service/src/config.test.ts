import { describe, expect, it } from '@jest/globals';
import { ConfigError, parseConfig } from '@smart-ai-hub/service-kit';
import { authConfigSchema } from './config.ts';

const good = {
  DATABASE_URL: 'postgres://hub:secret@localhost:5432/hub',
  REDIS_URL: 'redis://localhost:6379',
  JWT_SECRET: 's'.repeat(32),
  FRONTEND_URL: 'http://localhost:3000',
};

function problemsOf(env: Record<string, string>): string {
  try {
    parseConfig(authConfigSchema, env);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  it('needs four settings and has a default for the rest', () => {
    expect(parseConfig(authConfigSchema, good)).toMatchObject({
      PORT: 3001,
      AUTH_PASSWORD_POLICY: 'basic',
      WELCOME_CREDITS: 10_000_000n,
    });
    for (const name of Object.keys(good)) expect(problemsOf({})).toContain(`${name} is not set: `);
  });

  it('refuses a JWT_SECRET shorter than 32 bytes and says how to make one', () => {
    expect(problemsOf({ ...good, JWT_SECRET: 's'.repeat(31) })).toBe(
      'JWT_SECRET: must have at least 32 bytes; make one with: openssl rand -base64 48',
    );
  });

  it('refuses an administrator without a password', () => {
    expect(problemsOf({ ...good, ADMIN_EMAIL: 'a@b.co' })).toContain('together with ADMIN_PASSWORD');
  });

  it('takes welcome credits with six decimals and refuses a seventh', () => {
    expect(parseConfig(authConfigSchema, { ...good, WELCOME_CREDITS: '0.000001' }).WELCOME_CREDITS).toBe(1n);
    expect(problemsOf({ ...good, WELCOME_CREDITS: '0.0000001' })).toContain('WELCOME_CREDITS: ');
    expect(problemsOf({ ...good, WELCOME_CREDITS: '-1' })).toContain('WELCOME_CREDITS: ');
  });
});
