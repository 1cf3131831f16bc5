import { describe, expect, it } from '@jest/globals';
import { type Model, type ModelPrice, presentModel, toModelPrice } from '@smart-ai-hub/contracts';
import { type PriceFormValues, priceFormSchema, priceFormValuesOf } from './price-form.ts';

const sonnet: ModelPrice = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 150_000_000,
  webSearchMicros: 100_000,
};
const long = { ...sonnet, inputMicros: 60_000_000, aboveInputTokens: 200_000 };

function modelOf(price: ModelPrice, kind: Model['kind'] = 'chat'): Model {
  return presentModel({
    id: 'm',
    provider: 'p',
    displayName: 'M',
    kind,
    simulated: false,
    contextTokens: 1,
    maxOutputTokens: 1,
    typicalOutputTokens: 1,
    dialects: [],
    price,
    capabilities: { tools: true, images: true, reasoning: true },
  });
}

function read(values: PriceFormValues, model: Model) {
  const parsed = priceFormSchema(model).safeParse(values);
  return parsed.success ? parsed.data : parsed.error.issues.map(({ path }) => path.join('.'));
}

describe('the form of a price', () => {
  it.each([
    ['plain', sonnet],
    ['tiered', { ...sonnet, tiers: [{ ...long, webSearchMicros: undefined }] }],
    ['with classes of its own', { ...sonnet, reasoningMicros: 300_000_000, imageMicros: 1_000_000 }],
    ['with long decimals', { ...sonnet, inputMicros: 1, cacheReadMicros: 3 }],
  ])('begins with what a model costs now, and a note is all that it lacks: %s', (_, price: ModelPrice) => {
    const model = modelOf(price);
    const body = read({ ...priceFormValuesOf(model), note: 'same again' }, model);
    if (Array.isArray(body) || body.prices === undefined) throw new Error(`not a price: ${JSON.stringify(body)}`);
    const { tiers = [], ...rates } = body.prices;
    const withOutput = <R extends { output?: number | undefined }>(one: R) => ({ ...one, output: one.output ?? 0 });
    const again = toModelPrice({ ...withOutput(rates), tiers: tiers.map(withOutput) });
    expect(modelOf(again).price).toEqual(model.price);
  });

  it('names the field of whatever cannot be a price', () => {
    const model = modelOf(sonnet);
    const values = priceFormValuesOf(model);
    const prices = { ...values.prices, input: '', output: '', cacheRead: 'x', cacheWrite5m: '0', cacheWrite1h: '-1' };
    expect(read({ ...values, prices }, model)).toEqual(
      expect.arrayContaining([
        'prices.input',
        'prices.cacheRead',
        'prices.cacheWrite5m',
        'prices.cacheWrite1h',
        'note',
      ]),
    );
    expect(read({ ...values, prices: { ...values.prices, output: '' }, note: 'x' }, model)).toEqual(['prices.output']);
  });

  it('asks for no output of a model of embeddings, and of a free model for no price at all', () => {
    const embedding = modelOf({ ...sonnet, outputMicros: 0, webSearchMicros: undefined }, 'embedding');
    expect(read({ ...priceFormValuesOf(embedding), note: 'x' }, embedding)).toMatchObject({ prices: { input: 3 } });
    const free = { ...priceFormValuesOf(modelOf(sonnet)), free: true, note: 'x' };
    expect(read(free, modelOf(sonnet))).toMatchObject({ free: true, prices: undefined });
  });

  it('reads dates in the time zone of the browser', () => {
    const model = modelOf(sonnet);
    const values = { ...priceFormValuesOf(model), note: 'x', effectiveFrom: '2027-01-01T00:00' };
    expect(read(values, model)).toMatchObject({ effectiveFrom: new Date('2027-01-01T00:00').toISOString() });
  });
});
