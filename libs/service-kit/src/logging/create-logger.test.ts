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

  it('writes lines that stay valid JSON after masking', () => {
    const { logger, lines } = loggerWithLines();
    logger.info({ text: 'say "Bearer abc" and \\ "sk-aaaaaaaaaa"' });
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
  });
});
