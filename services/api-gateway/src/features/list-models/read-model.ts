import { AppError, type PricedCard } from '@smart-ai-hub/contracts';
import type { GatewayDeps } from '../../dependencies.ts';

/** The model of this id; for another name, the first of those that a call by it would go to. */
export async function readModel({ models }: Pick<GatewayDeps, 'models'>, name: string): Promise<PricedCard> {
  const cards = await models.list();
  const card = cards.find(({ id }) => id === name);
  if (card) return card;
  const alias = (await models.aliases()).find((known) => known.name === name);
  const target = cards.find(({ id }) => id === alias?.aliasOf[0]);
  if (target) return target;
  throw new AppError('model_not_found', {
    detail: 'There is no model of this name. GET /v1/models lists those you can call.',
    errors: [{ path: 'id', message: 'no such model' }],
  });
}
