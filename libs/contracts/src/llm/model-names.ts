import { AppError } from '../errors/app-error.ts';
import { type CallNeeds, canDo, describeNeeds } from './call-needs.ts';
import { type ChoosableCard, chooseAuto } from './choose-auto.ts';
import { closeNames } from './close-names.ts';
import { latestOfFamilies, withoutDate } from './model-family.ts';
import type { ModelKind } from './model-kind.ts';
import { type NameSettings, isAuto } from './name-settings.ts';

/** A name that stands for others: the operator's own, or `auto`. */
export type NamedAlias = { name: string; aliasOf: string[] };

export type WantedModel = {
  kind: ModelKind;
  /** Asked only where the hub chooses the model. */
  readNeeds: () => CallNeeds;
};

export type ModelNames = {
  /**
   * The ids of the models that may answer, in order of preference, each once.
   * @throws AppError model_not_found, naming what is not known and what comes near; validation_failed for models of another kind
   */
  resolve(names: readonly string[], wanted: WantedModel): [string, ...string[]];
  /** What may be called besides the models' own ids, with the models that it leads to now. */
  aliases(): NamedAlias[];
};

/** Where callers find the names: the last sentence of the error. */
export type NameHints = { listedBy: string };

const USED_BY: Record<ModelKind, string> = {
  chat: 'answers messages; call /v1/chat/completions or /v1/messages with it',
  embedding: 'makes embeddings; call /v1/embeddings with it',
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
  { aliases, autoModels, sort = (offered) => [...offered] }: NameSettings,
  { listedBy }: NameHints,
): ModelNames {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const latest = latestOfFamilies([...byId.keys()]);
  const spellings = spellingsOf(cards, latest);

  const modelOf = (name: string): string | undefined =>
    byId.has(name) ? name : (latest.get(name) ?? spellings.get(spellingOf(name)));
  const sorted = (ids: string[]) => sort(ids.flatMap((id) => byId.get(id) ?? [])).map(({ id }) => id);
  const auto = ({ kind, readNeeds }: WantedModel): string[] => {
    const needs = readNeeds();
    const able = (offered: ChoosableCard[]) => offered.filter((card) => card.kind === kind && canDo(card, needs));
    const chosen =
      autoModels.length === 0
        ? chooseAuto(able([...cards]), latest)
        : able(autoModels.flatMap((name) => byId.get(modelOf(name) ?? '') ?? []));
    return sorted(chosen.map(({ id }) => id));
  };
  const lookUp = (name: string, wanted: WantedModel): string[] => {
    if (byId.has(name)) return [name];
    const targets = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
    if (targets) return sorted(targets.flatMap((target) => (isAuto(target) ? auto(wanted) : (modelOf(target) ?? []))));
    if (isAuto(name)) return auto(wanted);
    return [modelOf(name) ?? []].flat();
  };

  return {
    resolve(names, wanted) {
      const found = names.map((name) => ({ name, ids: lookUp(name, wanted) }));
      const missing = found.filter(({ ids }) => ids.length === 0).map(({ name }) => name);
      if (missing.length > 0) {
        const offered = [...byId.keys(), ...Object.keys(aliases), ...latest.keys()];
        throw notFound(missing, { offered, aliases, wanted, listedBy, field: names.length > 1 ? 'models' : 'model' });
      }
      const ids = [...new Set(found.flatMap((one) => one.ids))];
      const [first, ...rest] = ids.filter((id) => byId.get(id)?.kind === wanted.kind);
      if (first === undefined) throw wrongKind(ids[0] ?? '', wanted.kind);
      return [first, ...rest];
    },
    aliases() {
      const names = ['auto', ...Object.keys(aliases)].filter((name) => !byId.has(name));
      return names
        .map((name) => ({ name, aliasOf: [...new Set(lookUp(name, ordinaryCall))] }))
        .filter(({ aliasOf }) => aliasOf.length > 0);
    },
  };
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

type Missing = {
  offered: string[];
  aliases: NameSettings['aliases'];
  wanted: WantedModel;
  listedBy: string;
  field: 'model' | 'models';
};

function notFound(missing: string[], { offered, aliases, wanted, listedBy, field }: Missing): AppError {
  const sentences = missing.map((name) => {
    if (isAuto(name)) return `No model here can do what this call needs: ${describeNeeds(wanted.readNeeds())}.`;
    if (Object.hasOwn(aliases, name)) return `None of the models that "${name}" stands for is offered just now.`;
    const near = closeNames(name, offered).map((one) => `"${one}"`);
    return `There is no model named "${name}".${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`;
  });
  return new AppError('model_not_found', {
    detail: `${sentences.join(' ')} ${listedBy}`,
    errors: missing.map((name) => ({ path: field, message: `no such model: "${name}"` })),
  });
}

function wrongKind(id: string, wanted: ModelKind): AppError {
  const other: ModelKind = wanted === 'chat' ? 'embedding' : 'chat';
  const message = `"${id}" ${USED_BY[other]}`;
  return new AppError('validation_failed', {
    detail: `The model ${message}.`,
    errors: [{ path: 'model', message: USED_BY[other] }],
  });
}
