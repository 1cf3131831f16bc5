import {
  AppError,
  type DollarPrice,
  type DollarPriceBody,
  type FieldError,
  freePrice,
  type Identity,
  type ModelKind,
  type ModelPrice,
  type SetPriceBody,
  toModelPrice,
} from '@smart-ai-hub/contracts';
import type { Logger } from '@smart-ai-hub/service-kit';
import { readPrice } from './list-prices.ts';
import type { PricesRepository } from './prices.repository.ts';

export type SetPriceDeps = { prices: PricesRepository; logger: Logger };

/** A form that was open for a moment, or a clock that is a little behind, still means "now". */
const PAST_TOLERANCE_MS = 60_000;

/**
 * Writes an administrator's price into the book, where gateways find it within seconds; one that is to come takes effect at its
 * very instant.
 * @throws AppError model_not_found; validation_failed for dates in the past and for classes that this kind of model lacks or needs
 */
export async function setPrice({ prices, logger }: SetPriceDeps, { userId }: Identity, body: SetPriceBody) {
  const kind = await prices.findModelKind(body.model);
  if (kind === undefined) {
    throw new AppError('model_not_found', {
      detail: `There is no model named "${body.model}". GET /api/models lists those that have a price.`,
      errors: [{ path: 'model', message: 'no such model' }],
    });
  }
  const dates = readDates(body, Date.now());
  const id = await prices.createPrice({
    modelId: body.model,
    price: readPriceOf(body, kind),
    ...dates,
    note: body.note,
    createdBy: userId,
  });
  logger.info({ priceId: id, model: body.model, userId }, 'price set');
  const price = await readPrice(prices, id);
  if (price === undefined) throw new Error(`price ${id} is gone as soon as it was written`);
  return { price };
}

function readDates({ effectiveFrom, effectiveUntil }: SetPriceBody, nowMs: number) {
  const from = effectiveFrom === undefined ? undefined : new Date(effectiveFrom);
  const until = effectiveUntil === undefined ? undefined : new Date(effectiveUntil);
  if (from && from.getTime() < nowMs - PAST_TOLERANCE_MS) {
    throw invalid([{ path: 'effectiveFrom', message: 'must not lie in the past: what was charged stays as it is' }]);
  }
  if (until && until.getTime() <= Math.max(from?.getTime() ?? 0, nowMs)) {
    throw invalid([{ path: 'effectiveUntil', message: 'must lie after the price begins' }]);
  }
  return { effectiveFrom: from, effectiveUntil: until };
}

function readPriceOf({ prices }: SetPriceBody, kind: ModelKind): ModelPrice {
  if (prices === undefined) return freePrice;
  const { tiers, ...rates } = prices;
  const faults = [
    ...outputFaults(rates, kind, 'prices'),
    ...(tiers ?? []).flatMap((tier, at) => outputFaults(tier, kind, `prices.tiers[${at}]`)),
  ];
  if (faults.length > 0) throw invalid(faults);
  return toModelPrice({ ...withOutput(rates), tiers: tiers?.map(withOutput) });
}

function outputFaults({ output }: Pick<DollarPriceBody, 'output'>, kind: ModelKind, path: string): FieldError[] {
  if (kind === 'chat' && output === undefined) return [{ path: `${path}.output`, message: 'is required' }];
  if (kind === 'embedding' && output !== undefined) {
    return [{ path: `${path}.output`, message: 'must be left out: a model of embeddings puts nothing out' }];
  }
  return [];
}

function withOutput<Rates extends Omit<DollarPriceBody, 'tiers'>>(rates: Rates): Rates & Pick<DollarPrice, 'output'> {
  return { ...rates, output: rates.output ?? 0 };
}

function invalid(errors: FieldError[]): AppError {
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new AppError('validation_failed', { detail, errors });
}
