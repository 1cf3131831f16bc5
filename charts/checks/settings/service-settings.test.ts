import { describe, expect, it } from '@jest/globals';
import { isSecretName, placeOf } from './setting-places.ts';
import { configuredServices, settingsOf, sharedSettings } from './service-settings.ts';

describe('the settings of the services', () => {
  it.each(configuredServices)('of %s come from values, the chart or the secret, each from one of them', (service) => {
    const { settings, wired, secrets } = settingsOf(service);
    const names = [...settings, ...wired, ...secrets].map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(secrets.filter(({ isNeeded }) => isNeeded).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'REDIS_URL']),
    );
    expect(settings.some(({ isNeeded }) => isNeeded)).toBe(false);
  });

  it('hold the keys of providers for llm-worker alone', () => {
    const holders = configuredServices.filter((service) =>
      settingsOf(service).secrets.some(({ name }) => name === 'ANTHROPIC_API_KEY'),
    );
    expect(holders).toEqual(['llm-worker']);
  });

  it('that two services have to agree about are known', () => {
    expect(sharedSettings()).toEqual(expect.arrayContaining(['MODEL_ALIASES', 'WEBHOOK_ALLOW_PRIVATE_ADDRESSES']));
    expect(sharedSettings()).not.toContain('LLM_WORKER_CONCURRENCY');
  });

  it('with a name like a secret need a decision', () => {
    expect(() => placeOf('NEW_PROVIDER_API_KEY')).toThrow('NEW_PROVIDER_API_KEY is named like a secret');
    expect(isSecretName('NEW_PROVIDER_API_KEY')).toBe(true);
    expect(placeOf('NEW_LIMIT')).toBe('values');
  });
});
