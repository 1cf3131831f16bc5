import {
  type ChatRequest,
  type LlmRunPayload,
  oneAnswer,
  type WireCall,
  type WireDialect,
} from '@smart-ai-hub/contracts';
import { parseMessages } from './anthropic-messages/parse-messages.ts';
import { parseChatCompletion } from './openai-chat/parse-chat-completion.ts';
import { type ParsedEmbeddings, parseEmbeddings } from './openai-embeddings/parse-embeddings.ts';
import { parseResponses } from './openai-responses/parse-responses.ts';
import type { ParsedCall } from './requests/parsed-call.ts';
import { invalidRequest } from './requests/request-body.ts';

/** A chat call as a worker has it: in its caller's words where there are some, in the hub's own form when that is asked for. */
export type ModelCall = {
  kind: 'chat';
  wire: WireCall | undefined;
  /** Parsed at the first request only: a call that is passed on as it came need not be understood. */
  parsed(): ParsedCall;
};

/** A call of a model of embeddings, which is always in OpenAI's words. */
export type EmbeddingCall = { kind: 'embedding'; wire: WireCall; parsed(): ParsedEmbeddings };

/** What a run is about. */
export type RunCall = ModelCall | EmbeddingCall;

type ChatDialect = Exclude<WireDialect, 'openai-embeddings'>;

const parsers: Record<ChatDialect, (body: unknown) => ParsedCall> = {
  'openai-chat': parseChatCompletion,
  'openai-responses': parseResponses,
  'anthropic-messages': parseMessages,
};

/** Opens the call that a job carries. */
export function openCall({ request, wire }: Pick<LlmRunPayload, 'request' | 'wire'>): RunCall {
  if (request) return callOf(request);
  if (wire?.dialect === 'openai-embeddings') return openEmbeddingCall(wire);
  if (wire) return openChatCall(wire);
  throw new TypeError('a job carries a call');
}

/** Opens a chat call in its caller's words. */
export function openChatCall(wire: WireCall): ModelCall {
  if (!(wire.dialect in parsers)) throw new TypeError('a job carries a call in a known form');
  const parse = parsers[wire.dialect as ChatDialect];
  let parsed: ParsedCall | undefined;
  return { kind: 'chat', wire, parsed: () => (parsed ??= parse(wire.body)) };
}

function openEmbeddingCall(wire: WireCall): EmbeddingCall {
  let parsed: ParsedEmbeddings | undefined;
  return { kind: 'embedding', wire, parsed: () => (parsed ??= parseEmbeddings(wire.body)) };
}

/** A call that is in the hub's own form from the start. */
export function callOf(request: ChatRequest): ModelCall {
  const nativeOnly = { errors: [], warnings: [] };
  const named = { request, models: [request.model] };
  const parsed: ParsedCall = { ...named, stream: true, extent: oneAnswer, warnings: [], nativeOnly };
  return { kind: 'chat', wire: undefined, parsed: () => parsed };
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
