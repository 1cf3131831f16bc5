import { AppError } from '../errors/app-error.ts';
import { type CallNeeds, describeNeeds } from './call-needs.ts';
import { closeNames } from './close-names.ts';
import type { ModelKind } from './model-kind.ts';
import { type NameSettings, isAuto } from './name-settings.ts';

/** Where callers find the names: the last sentence of the error. */
export type NameHints = { listedBy: string };

const USED_BY: Record<ModelKind, string> = {
  chat: 'answers messages; call /v1/chat/completions or /v1/messages with it',
  embedding: 'makes embeddings; call /v1/embeddings with it',
};

type Missing = NameHints & {
  offered: string[];
  aliases: NameSettings['aliases'];
  wanted: { readNeeds: () => CallNeeds };
  field: 'model' | 'models';
};

/** The error of names that lead nowhere: each of them, and what comes near it. */
export function notFound(missing: string[], { offered, aliases, wanted, listedBy, field }: Missing): AppError {
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

/** The error of a call that leaves none of the providers over that serve its models. */
export function notAllowed(names: readonly string[], served: readonly { provider: string }[]): AppError {
  const providers = [...new Set(served.map(({ provider }) => provider))];
  const whose = providers.length > 0 ? ` Served by: ${providers.join(', ')}.` : '';
  const message = 'leaves no provider of the model';
  return new AppError('model_not_found', {
    detail: `provider: ${message}: ${names.map((name) => `"${name}"`).join(', ')}.${whose}`,
    errors: [{ path: 'provider', message }],
  });
}

/** The error of a model that does something else than what it is called for. */
export function wrongKind(id: string, wanted: ModelKind): AppError {
  const other: ModelKind = wanted === 'chat' ? 'embedding' : 'chat';
  const message = `"${id}" ${USED_BY[other]}`;
  return new AppError('validation_failed', {
    detail: `The model ${message}.`,
    errors: [{ path: 'model', message: USED_BY[other] }],
  });
}
