import { createHash } from 'node:crypto';
import type { OllamaModel } from '../settings/settings.schema.ts';

const MODIFIED_AT = '2026-11-01T12:00:00.000000000Z';
const ARCHITECTURE = 'llama';
const details = {
  ...{ parent_model: '', format: 'gguf', family: ARCHITECTURE, families: [ARCHITECTURE] },
  ...{ parameter_size: '3.2B', quantization_level: 'Q4_K_M' },
};

/** `GET /api/tags` */
export function renderOllamaTags(models: readonly OllamaModel[]): string {
  return JSON.stringify({
    models: models.map((model) => {
      const { name } = model;
      return { name, model: name, modified_at: MODIFIED_AT, size: 2_019_393_189, digest: digestOf(model), details };
    }),
  });
}

/** `POST /api/show`: undefined for a model that it has not. */
export function renderOllamaModel(models: readonly OllamaModel[], name: unknown): string | undefined {
  const model = models.find((one) => one.name === name);
  if (!model) return undefined;
  return JSON.stringify({
    ...{ license: '', modelfile: `FROM ${model.name}`, parameters: '', template: '{{ .Prompt }}', details },
    model_info: {
      'general.architecture': ARCHITECTURE,
      'general.parameter_count': 3_212_749_888,
      [`${ARCHITECTURE}.context_length`]: model.contextTokens,
      [`${ARCHITECTURE}.embedding_length`]: 3_072,
    },
    capabilities: model.capabilities,
    modified_at: MODIFIED_AT,
  });
}

/** Ollama's errors are a sentence, without the object that OpenAI puts around one. */
export function renderOllamaError(message: string): string {
  return JSON.stringify({ error: message });
}

function digestOf(model: OllamaModel): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex');
}
