import { z } from 'zod';

/** More than an operator configures. */
const MAX_PROVIDERS = 32;
const providersSchema = z.array(z.string().min(1).max(100)).max(MAX_PROVIDERS).nullish();

const SORTS = ['price', 'throughput', 'latency'] as const;
const bySchema = z.enum(SORTS);
const NO_PROMISE = 'what a provider does with prompts cannot be promised';

/**
 * By whom a call is to be answered, as OpenRouter's callers write it: https://openrouter.ai/docs/features/provider-routing. What would be
 * broken in silence, if it were left out, is refused; what else that API knows is ignored.
 */
export const providerPreferencesSchema = z.object({
  order: providersSchema.describe(
    'Providers in the order in which they are asked; those that are not named come behind.',
  ),
  only: providersSchema.describe('No others are asked.'),
  ignore: providersSchema.describe('These are not asked.'),
  allow_fallbacks: z
    .boolean()
    .nullish()
    .describe('`false`: only the first provider of a model is asked, or only those of `order`.'),
  sort: z
    .union([bySchema, z.object({ by: bySchema.nullish(), partition: z.enum(['model', 'none']).nullish() })], {
      error: `must be ${SORTS.map((by) => `"${by}"`).join(', ')} or an object with one of them as "by"`,
    })
    .nullish()
    .describe('The cheapest, the fastest to write, or the first to begin comes first.'),
  data_collection: z.literal('allow', { error: `must be "allow": ${NO_PROMISE}` }).nullish(),
  zdr: z.literal(false, { error: `must be false: ${NO_PROMISE}` }).nullish(),
  enforce_distillable_text: z.literal(false, { error: 'must be false: it is not known of any model' }).nullish(),
  max_price: z.null({ error: 'is not supported: X-Hub-Max-Cost limits what a call costs' }).optional(),
  require_parameters: z.unknown().optional(),
  quantizations: z.unknown().optional(),
  preferred_min_throughput: z.unknown().optional(),
  preferred_max_latency: z.unknown().optional(),
});
export type ProviderPreferences = z.output<typeof providerPreferencesSchema>;

/** What a caller wants of the choice among providers. */
export type ProviderRouting = {
  order: string[];
  /** Empty: any. */
  only: string[];
  ignore: string[];
  allowFallbacks: boolean;
  sort?: (typeof SORTS)[number];
  /** Sorts the models of all names that the caller wrote together, in the place of those of each. */
  acrossModels: boolean;
};

/** Members of the preferences that nothing is done about. */
const NOT_HONOURED = [
  'require_parameters',
  'quantizations',
  'preferred_min_throughput',
  'preferred_max_latency',
] as const;

/** What is wanted; undefined where nothing is. */
export function providerRoutingOf(preferences: ProviderPreferences | null | undefined): ProviderRouting | undefined {
  const { order, only, ignore, allow_fallbacks: allowFallbacks, sort } = preferences ?? {};
  const by = typeof sort === 'string' ? sort : sort?.by;
  const routing: ProviderRouting = {
    order: slugs(order),
    only: slugs(only),
    ignore: slugs(ignore),
    allowFallbacks: allowFallbacks !== false,
    ...(by && { sort: by }),
    acrossModels: typeof sort === 'object' && sort?.partition === 'none',
  };
  const names = [...routing.order, ...routing.only, ...routing.ignore];
  return names.length > 0 || by || !routing.allowFallbacks ? routing : undefined;
}

/** The members that were set and are not honoured, by their names. */
export function ignoredPreferences(preferences: ProviderPreferences | null | undefined): string[] {
  return NOT_HONOURED.filter((name) => isWish(preferences?.[name]));
}

function isWish(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** Providers have lower-case ids; people write their names. */
function slugs(names: string[] | null | undefined): string[] {
  return (names ?? []).map((name) => name.toLowerCase());
}
