import { type ChatRequest, type LlmRunPayload, type WireCall, type WireDialect } from '@smart-ai-hub/contracts';
import { parseMessages } from './anthropic-messages/parse-messages.ts';
import { parseChatCompletion } from './openai-chat/parse-chat-completion.ts';
import { parseResponses } from './openai-responses/parse-responses.ts';
import type { ParsedCall } from './requests/parsed-call.ts';
import { invalidRequest } from './requests/request-body.ts';

/** A call as a worker has it: in its caller's words where there are some, in the hub's own form when that is asked for. */
export type ModelCall = {
  wire: WireCall | undefined;
  /** Parsed at the first request only: a call that is passed on as it came need not be understood. */
  parsed(): ParsedCall;
};

type ChatDialect = Exclude<WireDialect, 'openai-embeddings'>;

const parsers: Record<ChatDialect, (body: unknown) => ParsedCall> = {
  'openai-chat': parseChatCompletion,
  'openai-responses': parseResponses,
  'anthropic-messages': parseMessages,
};

/** Opens the call that a job carries. */
export function openCall({ request, wire }: Pick<LlmRunPayload, 'request' | 'wire'>): ModelCall {
  if (request) return callOf(request);
  if (!wire || !(wire.dialect in parsers)) throw new TypeError('a job carries a chat request in a known form');
  const parse = parsers[wire.dialect as ChatDialect];
  let parsed: ParsedCall | undefined;
  return { wire, parsed: () => (parsed ??= parse(wire.body)) };
}

/** A call that is in the hub's own form from the start. */
export function callOf(request: ChatRequest): ModelCall {
  const nativeOnly = { errors: [], warnings: [] };
  const parsed: ParsedCall = { request, models: [request.model], stream: true, warnings: [], nativeOnly };
  return { wire: undefined, parsed: () => parsed };
}

/**
 * The call in the hub's own form, to be written in another dialect than its caller's.
 * @throws AppError validation_failed, naming what only the caller's dialect can say
 */
export function convertibleRequest(call: ModelCall): { request: ChatRequest; warnings: string[] } {
  const { request, nativeOnly } = call.parsed();
  if (nativeOnly.errors.length > 0) throw invalidRequest(nativeOnly.errors);
  return { request, warnings: nativeOnly.warnings };
}
