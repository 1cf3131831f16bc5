import type { WireDialect } from '@smart-ai-hub/contracts';
import {
  type Adjustment,
  type ModelCall,
  type ModelTarget,
  type OpenAiTraits,
  type StreamObserver,
  type StreamReader,
  convertibleRequest,
  createOpenAiReader,
  createResponsesReader,
  passChatBody,
  passResponsesBody,
  toAdjustment,
  toOpenAiBody,
} from '@smart-ai-hub/dialects';

/** One call as it goes out, and how its answer is read. */
export type OpenAiRequest = {
  path: '/chat/completions' | '/responses';
  body: object;
  adjustments: Adjustment[];
  createReader(observer: StreamObserver): StreamReader;
};

/** A call in a dialect that the provider speaks goes out nearly as it came, any other one as a chat completion. */
export function toOpenAiRequest(
  call: ModelCall,
  target: ModelTarget,
  traits: OpenAiTraits,
  dialects: readonly WireDialect[],
): OpenAiRequest {
  const { wire } = call;
  if (wire?.dialect === 'openai-responses' && dialects.includes(wire.dialect)) {
    const { provider } = target.card;
    const createReader = (observer: StreamObserver) => createResponsesReader(observer, provider);
    return { path: '/responses', createReader, ...passResponsesBody(wire.body, target, traits) };
  }
  const isNative = wire?.dialect === 'openai-chat';
  const written = isNative ? passChatBody(wire.body, target, traits) : writeChatBody(call, target, traits);
  const createReader = (observer: StreamObserver) => createOpenAiReader({ ...observer, isNative });
  return { path: '/chat/completions', createReader, ...written };
}

function writeChatBody(call: ModelCall, target: ModelTarget, traits: OpenAiTraits) {
  const { request, warnings } = convertibleRequest(call);
  const { body, adjustments } = toOpenAiBody(request, target, traits);
  return { body, adjustments: [...warnings.map(toAdjustment), ...adjustments] };
}
