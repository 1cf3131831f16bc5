import {
  type CreditPrice,
  type CreditRates,
  type Model,
  type SetPriceBody,
  setPriceBodySchema,
} from '@smart-ai-hub/contracts';
import type { Control } from 'react-hook-form';
import { z } from 'zod';

/** What is typed into the form: text, because an empty field is not a zero. US dollars per million tokens. */
export type RateValues = Record<keyof CreditRates, string>;
export type TierValues = RateValues & { aboveInputTokens: string };
export type PriceFormValues = {
  free: boolean;
  prices: RateValues & { webSearches: string; tiers: TierValues[] };
  effectiveFrom: string;
  effectiveUntil: string;
  note: string;
};

/** A form that hands over a body which the schema has read. */
export type PriceFormControl = Control<PriceFormValues, unknown, SetPriceBody>;

const CREDITS_PER_US_DOLLAR = 10;
const SEARCHES_PER_PRICE = 1_000;
/** 15 significant digits are all that a number has; more would show what arithmetic left behind, as in 0.30000000000000004. */
const asDollars = (credits: number) => String(Number((credits / CREDITS_PER_US_DOLLAR).toPrecision(12)));

export const noRates: RateValues = {
  input: '',
  output: '',
  cacheRead: '',
  cacheWrite5m: '',
  cacheWrite1h: '',
  reasoning: '',
  image: '',
};

/** The form begins with what the model costs now, so that a change of one class keeps the others. */
export function priceFormValuesOf({ price }: Model): PriceFormValues {
  const tiers = price.tiers.map((tier) => ({ aboveInputTokens: String(tier.aboveInputTokens), ...ratesOf(tier) }));
  const webSearches = price.webSearch === null ? '' : asDollars(price.webSearch * SEARCHES_PER_PRICE);
  const prices = price.free ? { ...noRates, webSearches: '', tiers: [] } : { ...ratesOf(price), webSearches, tiers };
  return { free: price.free, prices, effectiveFrom: '', effectiveUntil: '', note: '' };
}

/** A class that costs what it is a part of is left open: it then goes on doing so. */
function ratesOf(rates: CreditPrice | CreditPrice['tiers'][number]): RateValues {
  const unless = (credits: number, usual: number) => (credits === usual ? '' : asDollars(credits));
  return {
    input: asDollars(rates.input),
    output: asDollars(rates.output),
    cacheRead: unless(rates.cacheRead, rates.input),
    cacheWrite5m: unless(rates.cacheWrite5m, rates.input),
    cacheWrite1h: unless(rates.cacheWrite1h, rates.cacheWrite5m),
    reasoning: unless(rates.reasoning, rates.output),
    image: unless(rates.image, rates.input),
  };
}

/** Reads the form as the body of a new price; what is wrong is named by the path of its field. */
export function priceFormSchema({ id, kind }: Pick<Model, 'id' | 'kind'>) {
  return z
    .custom<PriceFormValues>()
    .transform((values) => toBody(values, id, kind))
    .pipe(
      setPriceBodySchema.superRefine(({ prices }, context) => {
        if (kind !== 'chat' || prices === undefined) return;
        const all = [{ path: ['prices'], rates: prices }, ...(prices.tiers ?? []).map(asTierOf)];
        for (const { path, rates } of all) {
          if (rates.output === undefined) {
            context.addIssue({ code: 'custom', path: [...path, 'output'], message: 'must not be empty' });
          }
        }
      }),
    );
}

const asTierOf = <Rates>(rates: Rates, at: number) => ({ path: ['prices', 'tiers', at], rates });

function toBody(
  { free, prices, effectiveFrom, effectiveUntil, note }: PriceFormValues,
  model: string,
  kind: Model['kind'],
): z.input<typeof setPriceBodySchema> {
  const { tiers, webSearches, ...rates } = prices;
  const paid = {
    ...toRates(rates, kind),
    webSearches: kind === 'chat' ? toNumber(webSearches) : undefined,
    tiers: tiers.map(({ aboveInputTokens, ...tier }) => ({
      aboveInputTokens: toNumber(aboveInputTokens) ?? NaN,
      ...toRates(tier, kind),
    })),
  };
  const dates = { effectiveFrom: toInstant(effectiveFrom), effectiveUntil: toInstant(effectiveUntil) };
  return { model, free, note, ...dates, prices: free ? undefined : paid };
}

function toRates(rates: RateValues, kind: Model['kind']) {
  const input = toNumber(rates.input) ?? NaN;
  if (kind === 'embedding') return { input };
  return {
    input,
    output: toNumber(rates.output),
    cacheRead: toNumber(rates.cacheRead),
    cacheWrite5m: toNumber(rates.cacheWrite5m),
    cacheWrite1h: toNumber(rates.cacheWrite1h),
    reasoning: toNumber(rates.reasoning),
    image: toNumber(rates.image),
  };
}

/** What is not a number becomes one that no schema takes. */
function toNumber(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

/** `datetime-local` knows no time zone: what is typed is meant in that of the browser. */
function toInstant(local: string): string | undefined {
  if (local === '') return undefined;
  const instant = new Date(local);
  return Number.isNaN(instant.getTime()) ? local : instant.toISOString();
}
