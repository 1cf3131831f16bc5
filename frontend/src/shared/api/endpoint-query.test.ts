import { describe, expect, it } from '@jest/globals';
import { apiKeyEndpoints, creditEndpoints, runEndpoints } from '@smart-ai-hub/contracts';
import { buildRequest } from './endpoint-query.ts';

describe('building a request from an endpoint', () => {
  it('fills path parameters, encoded, so that an id cannot lead to another path', () => {
    const request = buildRequest(apiKeyEndpoints.revokeApiKey, { params: { id: '../me?x' } });
    expect(request).toEqual({ method: 'DELETE', url: '/api/keys/..%2Fme%3Fx', body: undefined });
  });

  it('fills a parameter in the middle of a path', () => {
    expect(buildRequest(runEndpoints.streamRunEvents, { params: { id: 'run_1' } }).url).toBe('/api/runs/run_1/events');
  });

  it('refuses to send a request whose path parameter is missing', () => {
    expect(() => buildRequest(runEndpoints.readRun, {})).toThrow('"id"');
    expect(() => buildRequest(runEndpoints.readRun, { params: { id: '' } })).toThrow('"id"');
  });

  it('leaves undefined query members out', () => {
    const { url } = buildRequest(creditEndpoints.listTransactions, { query: { page: 2, type: undefined, limit: 20 } });
    expect(url).toBe('/api/credits/transactions?page=2&limit=20');
  });

  it('has neither a question mark nor a body where there is nothing to send', () => {
    expect(buildRequest(creditEndpoints.readBalance)).toEqual({
      method: 'GET',
      url: '/api/credits/balance',
      body: undefined,
    });
  });

  it('sends the body as JSON', () => {
    expect(buildRequest(apiKeyEndpoints.createApiKey, { body: { name: 'ci' } }).body).toBe('{"name":"ci"}');
  });
});
