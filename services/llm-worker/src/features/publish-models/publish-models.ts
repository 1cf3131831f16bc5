import type { Providers } from '@smart-ai-hub/llm-providers';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { ModelsRepository } from './models.repository.ts';

export type PublishModelsDeps = { providers: Providers; models: ModelsRepository; logger: Logger };

/**
 * Writes the models this worker can reach to PostgreSQL, where the gateway finds them. A provider that does not answer just
 * now keeps its models; one that is no longer configured loses them.
 */
export async function publishModels({ providers, models, logger }: PublishModelsDeps): Promise<void> {
  const { cards, unreachable } = await providers.listModelCards();
  for (const { provider, reason } of unreachable)
    logger.warn({ provider, reason }, 'provider lists no models just now');
  await models.replaceModels(
    cards,
    unreachable.map(({ provider }) => provider),
  );
  logger.debug({ models: cards.length }, 'models published');
}
