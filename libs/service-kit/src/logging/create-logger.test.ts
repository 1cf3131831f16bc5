import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.ts';

function loggerWithLines() {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'sample',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, lines };
}

describe('createLogger', () => {
  it('writes one JSON object a line with service, level in words and ISO time', () => {
    const { logger, lines } = loggerWithLines();
    logger.info({ runId: 'run_1' }, 'hello');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      service: 'sample',
      level: 'info',
      runId: 'run_1',
      msg: 'hello',
    });
    expect(lines[0]).toMatch(/"time":"\d{4}-\d\d-\d\dT/);
  });

  it('masks secret members at any depth', () => {
    const { logger, lines } = loggerWithLines();
    logger.info({
      request: { headers: { Authorization: 'canary', cookie: 'canary', accept: 'ok' } },
      user: { password: 'canary' },
    });
    logger.info({ jobs: [{ data: { messages: [{ content: 'canary' }] } }], apiKey: 'canary', refreshToken: 'canary' });
    expect(lines.join()).not.toContain('canary');
    expect(lines.join()).toContain('"accept":"ok"');
  });

  it('masks keys, tokens and passwords in URLs wherever they stand, also in error messages', () => {
    const { logger, lines } = loggerWithLines();
    const secrets = [
      'sah_live_abcdefghCANARY',
      'sk-ant-api03-CANARY',
      'eyJhbGciOi.eyJzdWIiCANARY.CANARY',
      'Bearer CANARY',
    ];
    for (const secret of secrets) logger.error({ err: new Error(`refused ${secret} here`) }, `tried ${secret}`);
    logger.error('cannot reach postgres://hub:CANARY@db:5432/hub');
    expect(lines.join()).not.toContain('CANARY');
    expect(lines.join()).toContain('postgres://hub:[redacted]@db:5432/hub');
  });

  it('writes of an error what it is and where it came from, never the data that libraries hang on it', () => {
    const { logger, lines } = loggerWithLines();
    const thrown = (parse: () => unknown): unknown => {
      try {
        return parse();
      } catch (error) {
        return error;
      }
    };
    const redis = Object.assign(new Error('OOM command not allowed'), {
      command: { name: 'evalsha', args: ['canary'] },
    });
    const body = Object.assign(new Error('entity.parse.failed'), { body: 'canary', code: 'E_BODY' });
    logger.error({ err: redis, jobs: [{ failure: redis }] }, 'enqueue failed');
    logger.error({ err: new Error('request failed', { cause: body }) });
    logger.error({ err: new AggregateError([redis, body], 'all failed') });
    logger.error({ err: thrown(() => JSON.parse('canary "canary" and\ncanary')) });
    logger.error(redis);
    expect(lines.join()).not.toContain('canary');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      err: { type: 'Error', message: 'request failed', stack: expect.any(String), cause: { code: 'E_BODY' } },
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ jobs: [{ failure: { message: 'OOM command not allowed' } }] });
  });

  it('writes lines that stay valid JSON after masking', () => {
    const { logger, lines } = loggerWithLines();
    logger.info({ text: 'say "Bearer abc" and \\ "sk-aaaaaaaaaa"' });
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
  });
});
