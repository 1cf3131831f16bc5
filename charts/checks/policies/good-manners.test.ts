import { describe, expect, it } from '@jest/globals';
import { plant } from './fixtures/sound-pod.ts';
import { mannersProblems, openSecrets, plainVariables } from './good-manners.ts';

describe('the manners of a pod', () => {
  it('are good where nothing is planted', () => {
    expect([...mannersProblems(plant()), ...plainVariables(plant())]).toEqual([]);
  });

  it.each([
    ['an image without a tag', plant({ image: 'example.com/c' }), 'another image tomorrow'],
    ['the newest image', plant({ image: 'example.com/c:latest' }), 'another image tomorrow'],
    ['no memory limit', plant({ resources: { requests: { cpu: 1, memory: '1Mi' } } }), 'has no memory limit'],
    ['no requests', plant({ resources: {} }), 'requests no CPU'],
    ['no readiness probe', plant({ readinessProbe: undefined }), 'has no readiness probe'],
    [
      'a liveness probe that asks the database',
      plant({ livenessProbe: { httpGet: { path: '/health/ready' } } }),
      'asks more than the process',
    ],
    ['a token for the API server', plant({}, { automountServiceAccountToken: undefined }), 'token for the API server'],
    ['no word of its grace', plant({}, { terminationGracePeriodSeconds: undefined }), 'says nothing of its grace'],
  ])('are not good with %s', (_, pod, problem) => {
    expect(mannersProblems(pod).join()).toContain(problem);
  });
});

describe('secrets in the open', () => {
  const configMap = (data: Record<string, string>) => [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', body: { data } },
  ];

  it.each([
    ['by name', { STRIPE_SECRET_KEY: 'x' }],
    ['by a name that nobody has heard of yet', { NEW_API_KEY: 'x' }],
    ['by a password in a URL', { SOMETHING: 'postgres://hub:geheim@db/hub' }],
    ['by a provider’s key', { SOMETHING: 'sk-ant-0123' }],
    ['by a private key', { SOMETHING: '-----BEGIN EC PRIVATE KEY-----' }],
  ])('are found in a ConfigMap %s', (_, data) => {
    expect(openSecrets(configMap(data))).toHaveLength(1);
  });

  it('are found in the variables of a container', () => {
    expect(plainVariables(plant({ env: [{ name: 'JWT_SECRET', value: 'x' }] }))).toHaveLength(1);
    expect(plainVariables(plant({ env: [{ name: 'JWT_SECRET', valueFrom: {} }] }))).toEqual([]);
  });

  it('are not seen in settings that only sound like them', () => {
    const data = {
      RATE_LIMIT_TOKENS_PER_MINUTE: '1',
      AUTH_SERVICE_URL: 'http://hub-auth-service:3001',
      AUTH_PASSWORD_POLICY: 'strict',
    };
    expect(openSecrets(configMap(data))).toEqual([]);
  });
});
