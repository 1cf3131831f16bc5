import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AppError, toAnthropicError, toOpenAiError, toProblem } from '@smart-ai-hub/contracts';
import express from 'express';
import helmet from 'helmet';
import request from 'supertest';
import { webAppPolicies } from './web-app.routes.ts';

const settings = readFileSync(join(import.meta.dirname, '../../../../../frontend/nginx.conf'), 'utf8');

/** Headers of the settings that do not hang on the address. */
function headersOfWebServer(): Record<string, string> {
  const headers = [...settings.matchAll(/^ *add_header (\S+) "([^\n]*)" always;$/gm)];
  return Object.fromEntries(headers.map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}

describe("the web app's own server", () => {
  it('sends the security headers that the gateway sends where it hands out the web app', async () => {
    const app = express().use(helmet({ xFrameOptions: { action: 'deny' }, ...webAppPolicies }));
    app.disable('x-powered-by').get('/', (_request, response) => response.end());
    const { headers } = await request(app).get('/');
    for (const name of ['date', 'connection', 'content-length']) delete headers[name];
    expect(headersOfWebServer()).toEqual(headers);
  });

  it('refuses calls that no gateway took, in the words of each dialect', () => {
    const bodies = [...settings.matchAll(/'(\{"[^\n]*\})';$/gm)].map(([, body = '']) => JSON.parse(body) as unknown);
    const error = new AppError('dependency_unavailable', {
      detail: 'The hub is not ready; try again in a few seconds.',
    });
    const { request_id: _request, ...anthropic } = toAnthropicError(error, '');
    const { requestId: _requestId, ...problem } = toProblem(error, '');
    expect(bodies).toEqual([anthropic, toOpenAiError(error), problem]);
  });
});
