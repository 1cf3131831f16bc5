import { describe, expect, it } from '@jest/globals';
import { planPorts, serviceNames } from './service-catalog.ts';
import { composeServiceEnvironment, type StackFacts } from './service-environment.ts';

const facts: StackFacts = {
  ports: planPorts(3000, 15_400),
  databaseUrl: 'postgresql://postgres:secret@127.0.0.1:15400/smart_ai_hub',
  redisUrl: 'redis://127.0.0.1:15401',
  jwtSecret: 'generated',
  webAppFolder: '/hub/frontend/dist',
  hasSimulator: true,
  stripe: { webhookSecret: 'whsec_made', stateFile: '/hub/.data/stripe-stand-in.json' },
};
const providerKeys = {
  ...{ ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'b' },
  ...{ OPENAI_COMPATIBLE_ENDPOINTS: '[]', ANTHROPIC_COMPATIBLE_ENDPOINTS: '[]' },
};
const host = { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'mine', ADMIN_PASSWORD: 'for auth only', ...providerKeys };

describe('the environment of a service', () => {
  it.each(serviceNames)('of %s holds provider keys only if it is llm-worker', (name) => {
    const env = composeServiceEnvironment(name, facts, host);
    for (const key of Object.keys(providerKeys)) expect(key in env).toBe(name === 'llm-worker');
  });

  it.each(serviceNames)('of %s holds nothing of the shell that is not meant for it', (name) => {
    const env = composeServiceEnvironment(name, facts, host);
    expect(env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
    expect('ADMIN_PASSWORD' in env).toBe(name === 'auth-service');
    expect('JWT_SECRET' in env).toBe(name === 'auth-service');
  });

  it('gives each service a port of its own, whatever PORT the shell says', () => {
    const ports = serviceNames.map((name) => composeServiceEnvironment(name, facts, { ...host, PORT: '3000' })['PORT']);
    expect(new Set(ports).size).toBe(serviceNames.length);
  });

  it('tells the worker of the simulator only when it runs', () => {
    expect(composeServiceEnvironment('llm-worker', facts, host)['SIMULATOR_URL']).toBe('http://127.0.0.1:15403');
    expect(composeServiceEnvironment('llm-worker', { ...facts, hasSimulator: false }, host)).not.toHaveProperty(
      'SIMULATOR_URL',
    );
  });

  it('leads the worker, and nobody else, to an Ollama of this machine unless a person says where it is, or off', () => {
    const ollamaOf = (name: (typeof serviceNames)[number], settings = {}) =>
      composeServiceEnvironment(name, facts, { ...host, ...settings })['OLLAMA_BASE_URL'];
    expect(serviceNames.filter((name) => ollamaOf(name) !== undefined)).toEqual(['llm-worker']);
    expect(ollamaOf('llm-worker')).toBe('http://127.0.0.1:11434');
    expect(ollamaOf('llm-worker', { OLLAMA_BASE_URL: 'off' })).toBe('off');
  });

  it('leads core-service to the stand-in for Stripe while it runs, both with the secret that a person chose', () => {
    const chosen = { ...host, STRIPE_WEBHOOK_SECRET: 'whsec_chosen' };
    const core = composeServiceEnvironment('core-service', facts, chosen);
    expect(core).toMatchObject({ STRIPE_API_BASE: 'http://127.0.0.1:15404', STRIPE_STAND_IN: 'true' });
    const standIn = composeServiceEnvironment('stripe-stand-in', facts, chosen);
    for (const env of [core, standIn]) expect(env['STRIPE_WEBHOOK_SECRET']).toBe('whsec_chosen');
    const { stripe: _, ...without } = facts;
    expect(composeServiceEnvironment('core-service', without, host)).not.toHaveProperty('STRIPE_SECRET_KEY');
  });

  it('keeps a JWT_SECRET and a FRONTEND_URL that a person chose', () => {
    const env = composeServiceEnvironment('auth-service', facts, {
      JWT_SECRET: 'chosen',
      FRONTEND_URL: 'https://hub.example.com',
    });
    expect(env).toMatchObject({ JWT_SECRET: 'chosen', FRONTEND_URL: 'https://hub.example.com' });
  });
});
