import { describe, expect, it } from '@jest/globals';
import { compatibleEndpointsSchema } from './compatible-endpoints.schema.ts';
import { toCompatibleTargets } from './compatible-models.ts';
import { normaliseErrorBody } from './normalise-error-body.ts';

const parse = (value: unknown) =>
  compatibleEndpointsSchema.safeParse(typeof value === 'string' ? value : JSON.stringify(value));
const problemOf = (value: unknown): string =>
  parse(value)
    .error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    .join('; ') ?? '';
const ollama = { id: 'ollama', baseUrl: 'http://localhost:11434/v1' };

describe('OPENAI_COMPATIBLE_ENDPOINTS', () => {
  it('takes an endpoint of two words', () => {
    expect(parse([ollama]).data).toEqual([ollama]);
  });

  it.each([
    ['no JSON', '[{', 'is not valid JSON; write e.g. [{"id":"ollama"'],
    ['no list', ollama, 'is a list of endpoints'],
    ['a bad id', [{ ...ollama, id: 'My Server' }], '0.id takes lower-case letters'],
    ['the id of a built-in provider', [{ ...ollama, id: 'openai' }], 'is the name of a built-in provider'],
    ['no URL', [{ ...ollama, baseUrl: 'localhost:11434' }], '0.baseUrl is an http(s) URL'],
    ['an id twice', [ollama, ollama], 'names the endpoint "ollama" twice'],
    [
      'a negative price',
      [{ ...ollama, defaultPrice: { inputPrice: -1, outputPrice: 1 } }],
      'is US$ per million tokens',
    ],
    ['an unknown word', [{ ...ollama, url: 'x' }], 'url'],
  ])('says clearly what is wrong with %s', (_name, value, words) => {
    expect(problemOf(value)).toContain(words);
  });
});

describe('models of a compatible endpoint', () => {
  it('are what the server lists, under the endpoint’s id, free unless priced, without those that cannot chat', () => {
    const [target, ...others] = toCompatibleTargets({ ...ollama, displayName: 'Our Ollama' }, [
      'llama4:8b',
      'nomic-embed-text',
    ]);
    expect(others).toEqual([]);
    expect(target).toMatchObject({
      upstreamModel: 'llama4:8b',
      card: {
        id: 'ollama/llama4:8b',
        provider: 'ollama',
        displayName: 'llama4:8b (Our Ollama)',
        price: { inputMicros: 0, outputMicros: 0 },
      },
    });
    const priced = toCompatibleTargets({ ...ollama, defaultPrice: { inputPrice: 0.5, outputPrice: 2 } }, ['m']);
    expect(priced[0]?.card.price).toMatchObject({
      inputMicros: 5_000_000,
      cacheReadMicros: 5_000_000,
      outputMicros: 20_000_000,
    });
  });

  it('are exactly the configured ones, under their own names, when some are configured', () => {
    const models = [{ id: 'house-model', upstreamId: 'qwen3', inputPrice: 1, outputPrice: 3, contextTokens: 8_000 }];
    expect(toCompatibleTargets({ ...ollama, models }, ['ignored'])).toMatchObject([
      { upstreamModel: 'qwen3', card: { id: 'house-model', contextTokens: 8_000, maxOutputTokens: 8_000 } },
    ]);
  });
});

describe('errors without OpenAI’s envelope', () => {
  it.each([
    [
      'older vLLM',
      '{"object":"error","message":"too long","type":"BadRequestError","code":400}',
      { message: 'too long', type: 'BadRequestError', code: 400 },
    ],
    ['FastAPI', '{"detail":"Not Found"}', { message: 'Not Found' }],
    ['FastAPI validation', '{"detail":[{"msg":"bad"}]}', { message: '[{"msg":"bad"}]' }],
  ])('%s: the sentence is put where the SDK looks', (_name, body, error) => {
    expect(JSON.parse(normaliseErrorBody(body))).toEqual({ error });
  });

  it.each(['<html>502</html>', '{"error":"model not found"}', 'null'])('%s stays as it is', (body) => {
    expect(normaliseErrorBody(body)).toBe(body);
  });
});
