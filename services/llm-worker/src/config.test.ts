import { ConfigError } from '@smart-ai-hub/service-kit';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const stores = { PORT: '0', DATABASE_URL: 'postgresql://u:p@localhost/x', REDIS_URL: 'redis://localhost' };
const read = (settings: Record<string, string>) => readConfig({ ...stores, ...settings });
const endpoint = (id: string) => JSON.stringify([{ id, baseUrl: 'http://localhost:8000' }]);

describe('the settings of llm-worker', () => {
  it('take the same endpoint once, and say in which two settings it stands', () => {
    const both = { OPENAI_COMPATIBLE_ENDPOINTS: endpoint('house'), ANTHROPIC_COMPATIBLE_ENDPOINTS: endpoint('house') };
    const reading = () => read(both);
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(
      /ANTHROPIC_COMPATIBLE_ENDPOINTS.*names the endpoint "house", which OPENAI_COMPATIBLE_ENDPOINTS names too/,
    );
    const each = { ...both, ANTHROPIC_COMPATIBLE_ENDPOINTS: endpoint('other') };
    expect(read(each).ANTHROPIC_COMPATIBLE_ENDPOINTS).toMatchObject([{ id: 'other' }]);
  });

  it.each([
    ['nothing', {}, undefined],
    ['off', { OLLAMA_BASE_URL: 'off' }, undefined],
    ['an address', { OLLAMA_BASE_URL: 'http://127.0.0.1:11434' }, 'http://127.0.0.1:11434'],
  ])('lead to an Ollama only where one is named: %s', (_name, settings, url) => {
    expect(read(settings).OLLAMA_BASE_URL).toBe(url);
  });

  it.each(['http://127.0.0.1:11434/v1', '127.0.0.1:11434', 'ftp://127.0.0.1', 'on'])(
    'refuse OLLAMA_BASE_URL=%s, and say what it takes',
    (url) => {
      expect(() => read({ OLLAMA_BASE_URL: url })).toThrow(/OLLAMA_BASE_URL.*is off, or an http\(s\) URL without \/v1/);
    },
  );
});
