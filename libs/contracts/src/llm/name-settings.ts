import { z } from 'zod';
import type { ChoosableCard } from './choose-auto.ts';
import { MAX_MODELS, modelNameSchema } from './requested-models.ts';
import type { RoutingStrategy } from './sort-models.ts';

/** One of the models that an operator's name stands for. Those with a weight share its calls by it; the others are for when these fail. */
export type AliasTarget = { model: string; weight?: number };
/** Names that an operator gave to models: each stands for one or more, the preferred one first. */
export type ModelAliases = Record<string, AliasTarget[]>;

/** What an operator decided about names. */
export type NameSettings = {
  aliases: ModelAliases;
  /** What `auto` chooses from, in this order; empty: the hub's own choice. */
  autoModels: string[];
  /**
   * Puts models that the hub chooses among into the order in which they are tried: the operator's, or the one that a caller asks for. As
   * they come when absent.
   */
  sort?: (cards: readonly ChoosableCard[], by?: RoutingStrategy) => ChoosableCard[];
  /** From 0 (included) to 1 (excluded), for draws by weight; Math.random when absent. */
  random?: () => number;
};

const EXAMPLE = '{"best":"claude-opus-latest","fast":["gpt-mini-latest*3","claude-haiku-latest*1"]}';

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: `is not valid JSON; write e.g. ${EXAMPLE}` });
    return z.NEVER;
  }
});

const BAD_TARGETS = `lets a name stand for a model, or for a list of 1 to ${MAX_MODELS}; write e.g. ${EXAMPLE}`;
const MAX_WEIGHT = 1_000;
const BAD_WEIGHT = `has a weight that is no whole number from 1 to ${MAX_WEIGHT}; write e.g. ${EXAMPLE}`;

/** `name` or `name*weight`, as the keys of a provider are written. */
const targetSchema = modelNameSchema.transform((text, context): AliasTarget => {
  const at = text.lastIndexOf('*');
  if (at < 0) return { model: text };
  const weight = Number(text.slice(at + 1));
  const isWeight = Number.isInteger(weight) && weight >= 1 && weight <= MAX_WEIGHT;
  if (isWeight && at > 0) return { model: text.slice(0, at), weight };
  context.addIssue({ code: 'custom', message: BAD_WEIGHT });
  return z.NEVER;
});

const targetsSchema = z
  .union([modelNameSchema, z.array(modelNameSchema)], { error: BAD_TARGETS })
  .transform((targets) => (typeof targets === 'string' ? [targets] : targets))
  .refine(({ length }) => length > 0 && length <= MAX_MODELS, { error: BAD_TARGETS })
  .pipe(z.array(targetSchema));

const aliasMapSchema = z
  .record(modelNameSchema, targetsSchema, { error: `is an object of names; write e.g. ${EXAMPLE}` })
  .superRefine((aliases, context) => {
    for (const [name, targets] of Object.entries(aliases)) {
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: [name], message });
      if (isAuto(name)) refuse(`cannot give the name "${name}" away; set AUTO_MODELS to change what it chooses from`);
      const further = targets.find(({ model }) => Object.hasOwn(aliases, model));
      if (further) refuse(`lets "${name}" stand for "${further.model}", which is an alias itself; name models`);
    }
  });

/** MODEL_ALIASES: JSON text of an object, name → model or list of models, each with a weight behind it or without. */
export const modelAliasesSchema = jsonText.pipe(aliasMapSchema);

/** AUTO_MODELS: names with commas between, the preferred one first. */
export const autoModelsSchema = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(modelNameSchema, 'takes model names with commas between').max(MAX_MODELS))
  .refine((names) => !names.some(isAuto), 'names models; "auto" is what it decides');

/** `auto`, also as OpenRouter's callers write it. */
export function isAuto(name: string): boolean {
  return name === 'auto' || name === 'openrouter/auto';
}
