import { hubStatusSchema, providerHealthSchema } from '@smart-ai-hub/contracts';
import { CIRCUITS_KEY } from '@smart-ai-hub/run-pipeline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type GatewayFixture, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

const listSchema = z.object({ providers: z.array(providerHealthSchema) });
let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture();
  const { record, states } = fixture.deps.providerHealth;
  const fast = { provider: 'fast', model: 'f-1' };
  await record.add([
    { ...fast, kind: 'ok' },
    { ...fast, kind: 'first', ms: 400 },
    { ...fast, kind: 'limited' },
  ]);
  await states.writeListings({
    fast: { atMs: Date.now(), isReachable: true, models: 4 },
    away: { atMs: Date.now(), isReachable: false, models: 0 },
  });
  const circuit = { pauseMs: 10_000, openUntilMs: Date.now() + 10_000 };
  await fixture.deps.redis.hset(CIRCUITS_KEY, JSON.stringify(['ill', 'i-1']), JSON.stringify(circuit));
});

afterAll(() => fixture.close());

const publicUrl = (path: string) => `${fixture.url}${path}`;

describe('GET /api/providers', () => {
  it('200: tells any caller how each provider and its models do', async () => {
    const caller = await fixture.openAccount();
    const response = await caller.get('/api/providers');
    expect(response.status).toBe(200);
    const { providers } = listSchema.parse(await response.json());
    expect(providers).toMatchObject([
      { id: 'away', status: 'down', successRate: null, models: [], lastListing: { isReachable: false } },
      { id: 'fast', status: 'operational', successRate: 1, calls: 2, limitedCalls: 1, models: [{ id: 'f-1' }] },
      { id: 'ill', status: 'down', models: [{ id: 'i-1', circuit: 'open' }], lastListing: null },
    ]);
  });

  it('401: tells nothing without a key', async () => {
    expect((await fetch(publicUrl('/api/providers'))).status).toBe(401);
  });
});

describe('GET /api/status', () => {
  const readStatus = async () => {
    const response = await fetch(publicUrl('/api/status'));
    expect(response.status).toBe(200);
    return hubStatusSchema.parse(await response.json());
  };

  it('200: tells anybody how the providers and their models do, and nothing of how much they are used', async () => {
    const body = await readStatus();
    expect(body.status).toBe('degraded');
    expect(body.providers.map(({ id, status, models }) => [id, status, models.map((one) => one.status)])).toEqual([
      ['away', 'down', []],
      ['fast', 'operational', ['operational']],
      ['ill', 'down', ['down']],
    ]);
    expect(JSON.stringify(body)).not.toMatch(/calls|circuit|listing/i);
  });

  it('tells since when, which a look does not change and a change of the status does', async () => {
    const sinceOf = async () => {
      const { providers } = await readStatus();
      return Object.fromEntries(providers.map(({ id, since }) => [id, Date.parse(since)]));
    };
    const before = await sinceOf();
    expect(await sinceOf()).toEqual(before);
    await fixture.deps.redis.hdel(CIRCUITS_KEY, JSON.stringify(['ill', 'i-1']));
    await fixture.deps.providerHealth.record.add([{ provider: 'ill', model: 'i-1', kind: 'ok' }]);
    const after = await sinceOf();
    expect(after).toEqual({ ...before, ill: after['ill'] });
    expect(after['ill']).toBeGreaterThan(Number(before['ill']));
  });
});

describe('while Redis is away', () => {
  it('503: nobody knows, and nothing is made up', async () => {
    await fixture.redis.cut();
    const response = await fetch(publicUrl('/api/status'));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'dependency_unavailable' });
    await fixture.redis.mend();
  });
});
