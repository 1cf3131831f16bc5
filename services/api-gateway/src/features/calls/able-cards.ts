import type { ChatRequest, EmbeddingRequest, ModelCard, WireCall } from '@smart-ai-hub/contracts';
import { type NativeOnly, invalidRequest, isAnswerBegun } from '@smart-ai-hub/dialects';

type Cards = [ModelCard, ...ModelCard[]];
type AskedCall = {
  request: ChatRequest | EmbeddingRequest;
  wire?: WireCall;
  nativeOnly?: NativeOnly;
};

/**
 * The models that can do what the caller asked for, in the order of preference. Refused when none is left, before anything is held.
 * @throws AppError validation_failed, naming what none of them can do
 */
export function ableCards(call: AskedCall, found: Cards): Cards {
  return withPrefill(call, withoutLoss(call, found));
}

/** One that speaks another dialect is left out when that one lacks words for what was asked. */
function withoutLoss({ wire, nativeOnly }: AskedCall, found: Cards): Cards {
  if (!wire || !nativeOnly || nativeOnly.errors.length === 0) return found;
  const [first, ...rest] = found.filter(({ dialects }) => dialects.includes(wire.dialect));
  if (!first) throw invalidRequest(nativeOnly.errors);
  return [first, ...rest];
}

/** One that cannot go on with an answer that its caller began would refuse the call, and is not called. */
function withPrefill({ request, wire }: AskedCall, found: Cards): Cards {
  if ('inputs' in request || !isAnswerBegun(request, wire)) return found;
  const [first, ...rest] = found.filter(({ capabilities }) => capabilities.prefill !== false);
  if (first) return [first, ...rest];
  const path = wire?.dialect === 'openai-responses' ? 'input' : 'messages';
  const message = `must end with a message of the user: ${found[0].id} does not go on with an answer that was begun (assistant prefill)`;
  throw invalidRequest([{ path, message }]);
}
