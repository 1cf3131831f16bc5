export { type AnthropicTraits, anthropicTraitsOf } from './anthropic-messages/anthropic-traits.ts';
export { createMessageCollector } from './anthropic-messages/collect-message.ts';
export { parseMessages } from './anthropic-messages/parse-messages.ts';
export { tokenCountEndpoints } from './anthropic-messages/token-count.endpoint.ts';
export { parseTokenCount, passTokenCountBody } from './anthropic-messages/token-count.ts';
export { anthropicFailureOf } from './anthropic-messages/read-failure.ts';
export { createAnthropicReader } from './anthropic-messages/read-stream.ts';
export { createMessageStream, messagePing } from './anthropic-messages/stream-message.ts';
export { anthropicHeaders, messageEndpoints } from './anthropic-messages/messages.endpoint.ts';
export { passAnthropicBody } from './anthropic-messages/pass-request.ts';
export { toAnthropicBody } from './anthropic-messages/write-request.ts';
export { failedRunError, unfinishedRunError } from './failures/failed-run.ts';
export { toProviderError } from './failures/map-failure.ts';
export { type ProviderFailure, connectionCodeOf, readRetryAfter } from './failures/provider-failure.ts';
export { chatCompletionEndpoints } from './openai-chat/chat-completion.endpoint.ts';
export { createChatCompletionCollector } from './openai-chat/collect-chat-completion.ts';
export { type OpenAiTraits, compatibleTraits, openAiTraits } from './openai-chat/openai-traits.ts';
export { parseChatCompletion } from './openai-chat/parse-chat-completion.ts';
export { openAiFailureOf } from './openai-chat/read-failure.ts';
export { createOpenAiReader } from './openai-chat/read-stream.ts';
export { createChatCompletionStream } from './openai-chat/stream-chat-completion.ts';
export { passChatBody } from './openai-chat/pass-request.ts';
export { toOpenAiBody } from './openai-chat/write-request.ts';
export { createResponsesCollector } from './openai-responses/collect-responses.ts';
export { toItems, toListedItems } from './openai-responses/input-items.ts';
export { runIdOf, runIdOfItem, toResponseId } from './openai-responses/item-ids.ts';
export { type ToolNames } from './openai-responses/tool-names.ts';
export { responsesEndpoints } from './openai-responses/responses.endpoint.ts';
export { passResponsesBody } from './openai-responses/pass-request.ts';
export { createResponsesReader } from './openai-responses/read-stream.ts';
export { parseResponses } from './openai-responses/parse-responses.ts';
export { createResponsesStream } from './openai-responses/stream-responses.ts';
export { modelListEndpoints, type ModelListQuery, modelListQuerySchema } from './model-list.endpoint.ts';
export { wireGroups } from './wire-groups.ts';
export {
  type Continuation,
  SEAM_CHARACTERS,
  continueCall,
  isContinuable,
  joinAnswer,
} from './answers/continue-answer.ts';
export { isAnswerBegun } from './requests/begun-answer.ts';
export { callErrors } from './requests/call-errors.ts';
export {
  type EmbeddingCall,
  type ModelCall,
  type RunCall,
  callOf,
  convertibleRequest,
  openCall,
  openChatCall,
} from './model-call.ts';
export { createEmbeddingsCollector } from './openai-embeddings/collect-embeddings.ts';
export { embeddingsEndpoints } from './openai-embeddings/embeddings.endpoint.ts';
export { type EmbeddingEncoding, parseEmbeddings } from './openai-embeddings/parse-embeddings.ts';
export { passEmbeddingsBody } from './openai-embeddings/pass-embeddings.ts';
export { readEmbeddings } from './openai-embeddings/read-embeddings.ts';
export { type Adjustment, toAdjustment } from './requests/adjustments.ts';
export {
  type ReasoningPart,
  createReasoningKeeper,
  toolCallsWithoutReasoning,
  withKeptReasoning,
} from './requests/kept-reasoning.ts';
export type { ModelTarget } from './requests/model-target.ts';
export type { NativeOnly, ParsedCall } from './requests/parsed-call.ts';
export { bracketNotation, invalidRequest, parseBody } from './requests/request-body.ts';
export { type ServerSentEvent, createEventParser } from './streams/server-sent-events.ts';
export type { StreamObserver, StreamReader } from './streams/stream-reader.ts';
