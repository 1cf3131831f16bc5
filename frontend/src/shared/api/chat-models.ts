import type { Model } from '@smart-ai-hub/contracts';

/** The models that answer; those of embeddings are no use to a person. */
export function chatModelsOf(listed: { models: readonly Model[] } | undefined): Model[] {
  return listed?.models.filter(({ kind }) => kind === 'chat') ?? [];
}
