import type { ProviderEvent } from '@smart-ai-hub/contracts';

type Json = Record<string, unknown>;

/** What the hub says itself in every chunk, and OpenAI's padding against eavesdroppers who count bytes. */
const SAID_OF_CHUNK = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error', 'obfuscation']);
const SAID_OF_CHOICE = new Set(['index', 'delta', 'finish_reason', 'stop_reason', 'token_ids']);
const SAID_OF_DELTA = new Set(['role', 'content', 'reasoning_content', 'reasoning', 'tool_calls']);
const SAID_OF_TOOL_CALL = new Set(['index', 'id', 'type', 'function']);

/** A choice of a chunk as it came. */
export type OwnChoice = Json & { index?: number; delta?: Json | null; finish_reason?: string | null };

function wire(data: Json, text?: string): ProviderEvent {
  return {
    type: 'wire',
    dialect: 'openai-chat',
    data,
    isContent: text !== undefined,
    ...(text !== undefined && { text }),
  };
}

/**
 * For callers who speak OpenAI's dialect: the choices of a chunk that the hub has no words for (log probabilities, several answers,
 * audio, members still to come), and the members of a chunk when they change.
 */
export function createOwnWordsReader() {
  let lastMembers = '{}';
  return {
    members(chunk: Json): ProviderEvent[] {
      const members = without(chunk, SAID_OF_CHUNK);
      const text = JSON.stringify(members);
      if (text === lastMembers) return [];
      lastMembers = text;
      return [wire({ chunk: members })];
    },

    /** Undefined when the hub has words for all of it. The end of the first answer is told by the hub, with the usage. */
    choices(choices: OwnChoice[]): ProviderEvent[] | undefined {
      if (choices.every(isPlain)) return undefined;
      const told = choices.map((choice) => ((choice.index ?? 0) === 0 ? { ...choice, finish_reason: null } : choice));
      return [wire({ choices: told }, told.map(textOf).join(''))];
    },

    /** Details of the usage that the hub does not count, e.g. audio and predicted tokens. */
    usage(usage: unknown): ProviderEvent[] {
      return hasOwnDetails(usage) ? [wire({ usage })] : [];
    },
  };
}

const SAID_OF_USAGE = new Set(['prompt_tokens', 'completion_tokens', 'total_tokens']);
const SAID_OF_DETAILS = new Set(['cached_tokens', 'cache_write_tokens', 'reasoning_tokens']);

function hasOwnDetails(usage: unknown): boolean {
  const members = without((usage ?? {}) as Json, SAID_OF_USAGE);
  const details = ['prompt_tokens_details', 'completion_tokens_details'].map((name) => {
    const told = members[name];
    delete members[name];
    return without((told ?? {}) as Json, SAID_OF_DETAILS);
  });
  return [members, ...details].some((own) => Object.keys(own).length > 0);
}

function isPlain(choice: OwnChoice): boolean {
  const { delta } = choice;
  return (
    (choice.index ?? 0) === 0 &&
    Object.keys(without(choice, SAID_OF_CHOICE)).length === 0 &&
    Object.keys(without(delta ?? {}, SAID_OF_DELTA)).length === 0 &&
    ((delta?.['tool_calls'] ?? []) as Json[]).every(isPlainToolCall)
  );
}

function isPlainToolCall(call: Json): boolean {
  return Object.keys(without(call, SAID_OF_TOOL_CALL)).length === 0 && (call['type'] ?? 'function') === 'function';
}

function textOf({ delta }: OwnChoice): string {
  return [delta?.['content'], delta?.['refusal']].filter((text) => typeof text === 'string').join('');
}

function without(members: Json, known: Set<string>): Json {
  return Object.fromEntries(Object.entries(members).filter(([name, value]) => value !== null && !known.has(name)));
}
