import { llmRunJob, newId, webhookJob } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import request from 'supertest';
import { type GatewayFixture, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import { type TokenIssuer, createTokenIssuer } from '../../fixtures/token-issuer.ts';

const PROMPT = 'CANARY-prompt-7731';
const SECRET = 'sah_live_CANARYsecret7731';

let issuer: TokenIssuer;
let fixture: GatewayFixture;
let queues: Queue[];

beforeAll(async () => {
  issuer = await createTokenIssuer();
  fixture = await createGatewayFixture({ AUTH_SERVICE_URL: issuer.url });
  queues = [llmRunJob.queue, webhookJob.queue].map((name) => new Queue(name, { connection: fixture.deps.redis }));
  // One test takes Redis away.
  for (const queue of queues) queue.on('error', () => undefined);
  const [runs, deliveries] = queues;
  const data = {
    ...{ runId: 'run_board', models: ['m'], replyTo: 'gateway:gw_1', stream: true, enqueuedAtMs: 1 },
    request: { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }] },
    wire: { dialect: 'openai-chat', body: { messages: PROMPT, user: SECRET } },
    [SECRET.slice(0, 8)]: SECRET,
  };
  await runs?.add(llmRunJob.name, data, { jobId: 'run_board', delay: 3_600_000 });
  await deliveries?.add(webhookJob.name, { deliveryId: 'dlv_board', attempts: 1 }, { delay: 3_600_000 });
});

afterAll(async () => {
  await Promise.all(queues.map((queue) => queue.close()));
  await fixture.close();
  issuer.close();
});

const tokenOf = (role: 'user' | 'support' | 'admin') =>
  issuer.issue({ userId: newId('usr'), accountId: newId('acc'), seconds: 60, role });
const openBy = (token: string) =>
  request(fixture.app).post('/api/admin/queues/session').set('authorization', `Bearer ${token}`);

async function cookieOfAdmin(): Promise<string> {
  const response = await openBy(tokenOf('admin')).expect(204);
  return String(response.headers['set-cookie']).split(';')[0] ?? '';
}

describe('the way to the queues', () => {
  it('204: gives an administrator a cookie that only the board gets, out of reach of scripts, for ten minutes', async () => {
    const response = await openBy(tokenOf('admin')).expect(204);
    expect(String(response.headers['set-cookie'])).toMatch(
      /^queues=[\w-]{43}; Max-Age=600; Path=\/admin\/queues; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const keys = await fixture.deps.redis.keys('admin:queues:*');
    expect(keys.length).toBeGreaterThan(0);
    expect(String(response.headers['set-cookie'])).not.toContain(keys[0]?.slice('admin:queues:'.length));
  });

  it('403: gives nobody else one, nor a program', async () => {
    for (const role of ['user', 'support'] as const) {
      const response = await openBy(tokenOf(role)).expect(403);
      expect(response.body).toMatchObject({ code: 'forbidden' });
      expect(response.headers['set-cookie']).toBeUndefined();
    }
    const { apiKey } = await fixture.openAccount();
    await openBy(apiKey).expect(403);
  });

  it('401: without a token', async () => {
    await request(fixture.app).post('/api/admin/queues/session').expect(401);
  });
});

describe('without the cookie', () => {
  it('303: leads a browser to the web app', async () => {
    const response = await request(fixture.app).get('/admin/queues').set('accept', 'text/html').expect(303);
    expect(response.headers['location']).toBe('/queues');
  });

  it.each(['/admin/queues', '/admin/queues/api/queues', '/admin/queues/static/js/none.js'])(
    '401: tells a program nothing at %s, also with a token or another cookie',
    async (path) => {
      const asked = request(fixture.app).get(path).set('accept', 'application/json');
      const response = await asked
        .set('cookie', 'queues=guessed')
        .set('authorization', `Bearer ${tokenOf('admin')}`)
        .expect(401);
      expect(response.body).toMatchObject({ code: 'unauthenticated' });
    },
  );
});

describe('the board', () => {
  const get = async (path: string) =>
    request(fixture.app)
      .get(`/admin/queues${path}`)
      .set('cookie', await cookieOfAdmin());

  it('200: is a page without inline script or style, under the policy of the web app', async () => {
    const response = await get('').then((answer) => answer);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/html/);
    const policy = String(response.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(response.text).toContain('<base href="/admin/queues/" />');
    expect(response.text).not.toMatch(/<style|\sstyle=|fonts\.googleapis|<%/);
    const scripts = [...response.text.matchAll(/<script ([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts.length).toBeGreaterThan(1);
    for (const attributes of scripts) expect(attributes).toMatch(/src="static\/js\/|type="application\/json"/);
    const file = /src="(static\/js\/main[^"]+)"/.exec(response.text)?.[1] ?? '';
    expect((await get(`/${file}`)).status).toBe(200);
  });

  it('shows the queues and what a job is about, and neither a prompt nor a secret', async () => {
    for (const path of [
      `/api/queues?activeQueue=${llmRunJob.queue}&status=latest&page=1&jobsPerPage=10`,
      `/api/queues/${llmRunJob.queue}/run_board`,
    ]) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.text).toContain('run_board');
      expect(response.text).toContain('[redacted]');
      expect(response.text).not.toContain('CANARY');
    }
    const delivery = await get(`/api/queues?activeQueue=${webhookJob.queue}&status=latest&page=1&jobsPerPage=10`);
    expect(delivery.text).toContain('dlv_board');
  });

  it('hands the contents out by no other way: neither as logs nor as a tree', async () => {
    for (const path of ['logs', 'flow']) {
      expect((await get(`/api/queues/${llmRunJob.queue}/run_board/${path}`)).text).not.toContain('CANARY');
    }
    expect((await get('/api/job-schedulers')).text).not.toContain('CANARY');
    expect((await get('/api/redis/stats')).status).toBe(403);
  });

  it.each([
    ['put', '/api/queues/pause'],
    ['put', `/api/queues/${llmRunJob.queue}/pause`],
    ['put', `/api/queues/${llmRunJob.queue}/obliterate`],
    ['put', `/api/queues/${llmRunJob.queue}/run_board/promote`],
    ['put', `/api/queues/${llmRunJob.queue}/run_board/clean`],
    ['patch', `/api/queues/${llmRunJob.queue}/run_board/update-data`],
    ['post', `/api/queues/${llmRunJob.queue}/add`],
    ['delete', `/api/queues/${llmRunJob.queue}/run_board`],
  ] as const)('405: lets no administrator change anything: %s %s', async (method, path) => {
    const cookie = await cookieOfAdmin();
    const response = await request(fixture.app)[method](`/admin/queues${path}`).set('cookie', cookie).expect(405);
    expect(response.body).toMatchObject({ code: 'method_not_allowed' });
    expect(await queues[0]?.isPaused()).toBe(false);
    expect(await queues[0]?.getDelayedCount()).toBe(1);
  });

  it('404: for what is not there', async () => {
    expect((await get(`/api/queues/none/run_board`)).status).toBe(404);
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(response.body).toMatchObject({ code: 'not_found' });
  });

  it('503: while Redis is away', async () => {
    const cookie = await cookieOfAdmin();
    await fixture.redis.cut();
    const response = await request(fixture.app).get('/admin/queues').set('cookie', cookie).expect(503);
    expect(response.body).toMatchObject({ code: 'dependency_unavailable' });
    await openBy(tokenOf('admin')).expect(503);
    await fixture.redis.mend();
  });
});
