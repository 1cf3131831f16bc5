import { chatRequestSchema } from '@smart-ai-hub/contracts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type SimulatedProviders, collect, startSimulatedProviders, textOf } from '../fixtures/simulated-providers.ts';
import { createSimulator } from '../simulator/create-simulator.ts';
import type { ProviderKey } from './provider-keys.schema.ts';

let simulated: SimulatedProviders;
afterEach(() => simulated.close());

const families = [
  { family: 'Anthropic', model: 'claude-haiku-4-5' },
  { family: 'OpenAI', model: 'gpt-5.4-nano' },
];
const ask = (model: string) =>
  chatRequestSchema.parse({ model, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] });

/** The simulator limits keys with `limited` in them for 30 s, and does not accept those with `invalid`. */
async function withKeysOf(...names: string[]) {
  const keys = names.map((key): ProviderKey => ({ key, weight: 1 }));
  const refused: object[] = [];
  const simulator = await createSimulator();
  simulator.configure({ models: families.map(({ model }) => model) });
  simulated = await startSimulatedProviders({
    anthropicApiKeys: keys,
    anthropicBaseUrl: `${simulator.url}/anthropic`,
    openaiApiKeys: keys,
    openaiBaseUrl: `${simulator.url}/openai/v1`,
    onKeyRefused: (refusal) => refused.push(refusal),
  });
  const { close } = simulated;
  simulated.close = async () => {
    await close();
    await simulator.close();
  };
  refused.length = 0;
  const call = (model: string) => collect(simulated.resolve(model), ask(model));
  return { call, refused };
}

describe.each(families)('several keys of $family', ({ model }) => {
  it('answer every call while one of them works, and each refusal is told once, by the number of its key', async () => {
    const { call, refused } = await withKeysOf('good', 'limited', 'invalid');
    for (let turn = 0; turn < 6; turn += 1) expect(textOf(await call(model))).not.toBe('');
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(refused)).not.toMatch(/good|limited|invalid/);
  });

  it('end in the provider’s refusal when none of them works', async () => {
    const { call } = await withKeysOf('limited-1', 'limited-2');
    await expect(call(model)).rejects.toMatchObject({ code: 'provider_rate_limited', retryAfterSeconds: 30 });
  });
});
