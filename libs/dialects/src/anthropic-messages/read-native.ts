import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { withoutKnown } from '../streams/without-known.ts';

type Json = Record<string, unknown>;

/** What the hub has words for, or says itself; every other member of an event is the provider's own. */
const SAID_OF_MESSAGE = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage']);
const SAID_OF_USAGE = new Set([
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'cache_creation',
  'output_tokens_details',
]);
const KNOWN_BLOCK_MEMBERS: Record<string, Set<string>> = {
  text: new Set(['type', 'text', 'citations']),
  thinking: new Set(['type', 'thinking', 'signature']),
  redacted_thinking: new Set(['type', 'data']),
  tool_use: new Set(['type', 'id', 'name', 'input']),
};
const KNOWN_STOP_REASONS = new Set(['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'refusal']);

/** Something that only Anthropic's own dialect has words for. */
export function wire(data: Json, content?: { text: string }): ProviderEvent {
  return { type: 'wire', dialect: 'anthropic-messages', data, isContent: content !== undefined, ...content };
}

/** The members of a block that is otherwise known, or undefined when the hub does not know the block at all. */
export function ownMembersOf(block: Json): Json | undefined {
  const known = KNOWN_BLOCK_MEMBERS[String(block['type'])];
  return known && withoutKnown(block, known);
}

/**
 * What `message_start` says beyond the hub's own words. Its usage is among it: clients keep what it says of cache writes by their time to
 * live, and look for them nowhere else. Of the output nothing is known by then.
 */
export function ownStart(message: Json): ProviderEvent[] {
  return ownWords('message_start', { ...withoutKnown(message, SAID_OF_MESSAGE), ...inputUsage(message['usage']) });
}

/** What `message_delta` says beyond the hub's own words; a stop reason that the hub has no word for among it. */
export function ownEnd({
  delta,
  usage,
  ...event
}: {
  delta?: Json;
  usage?: unknown;
  [member: string]: unknown;
}): ProviderEvent[] {
  const stopReason = delta?.['stop_reason'];
  const isOwnReason = typeof stopReason === 'string' && !KNOWN_STOP_REASONS.has(stopReason);
  const ownDelta = { ...withoutKnown(delta ?? {}, SAID_OF_MESSAGE), ...(isOwnReason && { stop_reason: stopReason }) };
  return ownWords('message_delta', {
    ...withoutKnown(event, SAID_OF_MESSAGE),
    ...(Object.keys(ownDelta).length > 0 && { delta: ownDelta }),
    ...ownUsage(usage),
  });
}

const SAID_AT_THE_END = new Set(['output_tokens', 'output_tokens_details']);

function inputUsage(usage: unknown): Json {
  const told = withoutKnown((usage ?? {}) as Json, SAID_AT_THE_END);
  return Object.keys(told).length > 0 ? { usage: told } : {};
}

function ownUsage(usage: unknown): Json {
  const own = withoutKnown((usage ?? {}) as Json, SAID_OF_USAGE);
  return Object.keys(own).length > 0 ? { usage: own } : {};
}

function ownWords(type: string, members: Json): ProviderEvent[] {
  return Object.keys(members).length > 0 ? [wire({ type, ...members })] : [];
}
