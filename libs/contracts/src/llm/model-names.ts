import type { CallNeeds } from './call-needs.ts';
import { canDo } from './call-needs.ts';
import { type ChoosableCard, chooseAuto } from './choose-auto.ts';
import { drawFirst } from './draw-first.ts';
import { latestOfFamilies, withoutDate } from './model-family.ts';
import type { ModelKind } from './model-kind.ts';
import { type AliasTarget, type NameSettings, isAuto } from './name-settings.ts';
import type { ProviderRouting } from './provider-preferences.ts';
import { type NameHints, notAllowed, notFound, wrongKind } from './refuse-names.ts';
import { isAllowed, routeModels, sameModels } from './route-models.ts';

/** A name that stands for others: the operator's own, or `auto`. */
export type NamedAlias = { name: string; aliasOf: string[] };

export type WantedModel = {
  kind: ModelKind;
  /** Asked only where the hub chooses the model. */
  readNeeds: () => CallNeeds;
  /** What the caller wants of the choice among providers. */
  routing?: ProviderRouting | undefined;
  /** Names of models that may answer where the only one that the caller wrote cannot; what leads nowhere is passed over. */
  fallbacks?: readonly string[] | undefined;
};

export type ModelNames = {
  /**
   * The ids of the models that may answer, in order of preference, each once.
   * @throws AppError model_not_found, naming what is not known and what comes near, or that no provider is left; validation_failed for models of another kind
   */
  resolve(names: readonly string[], wanted: WantedModel): [string, ...string[]];
  /** What may be called besides the models' own ids, with the models that it leads to now. */
  aliases(): NamedAlias[];
};

const ordinaryCall: WantedModel = {
  kind: 'chat',
  readNeeds: () => ({ tools: false, images: false, prefill: false, inputTokens: 0 }),
};

/**
 * Leads from what callers write to models that are published. In this order: the id of a model; an alias of the operator's;
 * `auto`; the newest of a family (`claude-sonnet-latest`); a name with its provider before it (`openai/gpt-5`), with dots for
 * dashes, or with the day of a snapshot. Built once for a list of cards, since a call must not pay for it.
 */
export function createModelNames(
  cards: readonly ChoosableCard[],
  settings: NameSettings,
  { listedBy }: NameHints,
): ModelNames {
  const { aliases, sort = (offered) => [...offered] } = settings;
  const index = createIndex(cards);
  const { byId, latest } = index;
  const lookUp = createLookUp(index, settings);
  const { groupOf, fallbacksOf } = createChoice(cards, lookUp, settings);

  return {
    resolve(names, wanted) {
      const unrouted = { ...wanted, routing: undefined };
      const known = names.map((name) => ({ name, cards: lookUp(name, unrouted, inOrder) }));
      const missing = known.filter((one) => one.cards.length === 0).map(({ name }) => name);
      if (missing.length > 0) {
        const offered = [...byId.keys(), ...Object.keys(aliases), ...latest.keys()];
        throw notFound(missing, { offered, aliases, wanted, listedBy, field: names.length > 1 ? 'models' : 'model' });
      }
      const groups = names.map((name) => groupOf(name, wanted));
      const asked = wanted.routing ? routeModels(groups, wanted.routing, sort) : groups.flat();
      const served = [...known.map((one) => one.cards), ...groups].flat();
      if (asked.length === 0) throw notAllowed(names, served);
      const found = [...asked, ...(names.length === 1 ? fallbacksOf(wanted) : [])];
      const ids = [...new Set(found.map(({ id }) => id))];
      const [first, ...rest] = ids.filter((id) => byId.get(id)?.kind === wanted.kind);
      if (first === undefined) throw wrongKind(ids[0] ?? '', wanted.kind);
      return [first, ...rest];
    },
    aliases: () =>
      listAliases(
        ['auto', ...Object.keys(aliases)].filter((name) => !byId.has(name)),
        lookUp,
      ),
  };
}

/** What may answer a call, of the models that its names lead to. */
function createChoice(cards: readonly ChoosableCard[], lookUp: LookUp, { random = Math.random }: NameSettings) {
  const othersOf = sameModels(cards, spellingOf);
  const sharedOut: Draw = (targets) => drawFirst(targets, random);
  return {
    /** The models of a name, and where the caller cares for providers those of the same name that others have. */
    groupOf(name: string, wanted: WantedModel): ChoosableCard[] {
      const found = lookUp(name, wanted, sharedOut);
      return wanted.routing && !isAuto(name) ? found.flatMap((card) => [card, ...othersOf(card)]) : found;
    },
    /** Those that help out, as far as they can do what the call needs. */
    fallbacksOf({ fallbacks = [], kind, readNeeds, routing }: WantedModel): ChoosableCard[] {
      if (fallbacks.length === 0 || routing?.allowFallbacks === false) return [];
      const found = fallbacks.flatMap((name) => lookUp(name, { kind, readNeeds, routing }, sharedOut));
      const needs = readNeeds();
      return found.filter((card) => isAllowed(card, routing) && canDo(card, needs));
    },
  };
}

/** As they are written, whatever is drawn for a call. */
function listAliases(names: readonly string[], lookUp: LookUp): NamedAlias[] {
  return names
    .map((name) => ({ name, aliasOf: [...new Set(lookUp(name, ordinaryCall, inOrder).map(({ id }) => id))] }))
    .filter(({ aliasOf }) => aliasOf.length > 0);
}

type Found = AliasTarget & { cards: ChoosableCard[] };
/** Which of the models that share an alias's calls by weight is asked first. */
type Draw = (targets: Found[]) => Found[];
const inOrder: Draw = (targets) => targets;

type LookUp = (name: string, wanted: WantedModel, draw: Draw) => ChoosableCard[];

/** What a name leads to, before anybody asks whose it may be. */
function createLookUp(
  { byId, latest, modelOf }: Index,
  { aliases, autoModels, sort = (offered) => [...offered] }: NameSettings,
): LookUp {
  const auto = ({ kind, readNeeds, routing }: WantedModel): ChoosableCard[] => {
    const needs = readNeeds();
    const able = (offered: ChoosableCard[]) =>
      offered.filter((card) => card.kind === kind && canDo(card, needs) && isAllowed(card, routing));
    if (autoModels.length === 0) return sort(chooseAuto(able([...byId.values()]), latest));
    return sort(able(autoModels.flatMap(modelOf)));
  };
  return (name, wanted, draw) => {
    const own = byId.get(name);
    if (own) return [own];
    if (!Object.hasOwn(aliases, name)) return isAuto(name) ? auto(wanted) : modelOf(name);
    const targets = (aliases[name] ?? []).map((target) => ({
      ...target,
      cards: isAuto(target.model) ? auto(wanted) : modelOf(target.model),
    }));
    const offered = targets.filter((target) => target.cards.length > 0);
    const isShared = offered.some(({ weight }) => weight !== undefined);
    return isShared ? draw(offered).flatMap((target) => target.cards) : sort(offered.flatMap((target) => target.cards));
  };
}

type Index = ReturnType<typeof createIndex>;

function createIndex(cards: readonly ChoosableCard[]) {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const latest = latestOfFamilies([...byId.keys()]);
  const spellings = spellingsOf(cards, latest);
  const modelOf = (name: string): ChoosableCard[] => {
    const id = byId.has(name) ? name : (latest.get(name) ?? spellings.get(spellingOf(name)));
    return [byId.get(id ?? '') ?? []].flat();
  };
  return { byId, latest, modelOf };
}

/** One spelling for all: in lower case, with dashes, without the day of a snapshot. */
function spellingOf(name: string): string {
  return withoutDate(name.toLowerCase()).replaceAll('.', '-');
}

/** Each model by its own name and by its provider's before it. Of two that are spelled alike, the plain name wins. */
function spellingsOf(cards: readonly ChoosableCard[], latest: ReadonlyMap<string, string>): Map<string, string> {
  const spellings = new Map<string, string>();
  const add = (name: string, id: string) => {
    const spelling = spellingOf(name);
    if (!spellings.has(spelling)) spellings.set(spelling, id);
  };
  const plainFirst = cards.toSorted((one, other) => one.id.length - other.id.length);
  for (const { id } of plainFirst) add(id, id);
  for (const { id, provider } of plainFirst) add(`${provider}/${id}`, id);
  const providers = new Map(cards.map(({ id, provider }) => [id, provider]));
  for (const [alias, id] of latest) add(`${providers.get(id)}/${alias}`, id);
  return spellings;
}
