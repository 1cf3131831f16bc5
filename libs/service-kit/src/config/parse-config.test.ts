import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { baseConfig } from './base-config.ts';
import { ConfigError, parseConfig } from './parse-config.ts';

const schema = z.object({
  ...baseConfig,
  PORT: baseConfig.PORT.default(3001),
  DATABASE_URL: z.string().describe('the address of PostgreSQL, e.g. postgres://user:password@host:5432/hub'),
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters'),
});

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    parseConfig(schema, env);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
  }
  throw new Error('the configuration was accepted');
}

describe('parseConfig', () => {
  it('lists every problem at once, naming the variable and what to do', () => {
    expect(problemsOf({ JWT_SECRET: 'short', LOG_LEVEL: 'loud', PORT: '99999' })).toEqual([
      'PORT: must be at most 65535',
      expect.stringContaining('LOG_LEVEL: '),
      'DATABASE_URL is not set: the address of PostgreSQL, e.g. postgres://user:password@host:5432/hub',
      'JWT_SECRET: must have at least 32 characters',
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    const config = parseConfig(schema, {
      DATABASE_URL: 'postgres://x',
      JWT_SECRET: 'x'.repeat(32),
      PORT: '',
      LOG_LEVEL: '',
    });
    expect(config).toMatchObject({ PORT: 3001, LOG_LEVEL: 'info', NODE_ENV: 'development', DRAIN_DELAY_MS: 0 });
  });

  it('never repeats the value of a variable, which may be a secret', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://x', JWT_SECRET: 'my-secret' }).join()).not.toContain('my-secret');
  });
});
