import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { withoutKnown } from '../streams/without-known.ts';

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
  let members: Json = {};
  return {
    /** Looked at for each token of an answer, and the same in nearly all of them: nothing is built unless something changed. */
    members(chunk: Json): ProviderEvent[] {
      let isChanged = false;
      for (const name in chunk) {
        if (!SAID_OF_CHUNK.has(name) && !isSame(members[name], chunk[name])) isChanged = true;
      }
      if (!isChanged) return [];
      members = { ...members, ...withoutKnown(chunk, SAID_OF_CHUNK) };
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
  const members = withoutKnown((usage ?? {}) as Json, SAID_OF_USAGE);
  const details = ['prompt_tokens_details', 'completion_tokens_details'].map((name) => {
    const told = members[name];
    delete members[name];
    return withoutKnown((told ?? {}) as Json, SAID_OF_DETAILS);
  });
  return [members, ...details].some((own) => Object.keys(own).length > 0);
}

function isPlain(choice: OwnChoice): boolean {
  if ((choice.index ?? 0) !== 0 || hasOther(choice, SAID_OF_CHOICE)) return false;
  const { delta } = choice;
  if (!delta) return true;
  const calls = delta['tool_calls'] as Json[] | null | undefined;
  return !hasOther(delta, SAID_OF_DELTA) && (!calls || calls.every(isPlainToolCall));
}

function isPlainToolCall(call: Json): boolean {
  return !hasOther(call, SAID_OF_TOOL_CALL) && (call['type'] ?? 'function') === 'function';
}

/** Whether there is a member that the hub does not know; null says nothing. */
function hasOther(members: Json, known: Set<string>): boolean {
  for (const name in members) if (members[name] !== null && !known.has(name)) return true;
  return false;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other || (other ?? null) === null) return true;
  return typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other);
}

function textOf({ delta }: OwnChoice): string {
  return [delta?.['content'], delta?.['refusal']].filter((text) => typeof text === 'string').join('');
}
