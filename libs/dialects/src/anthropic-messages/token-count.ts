import type { ParsedCall } from '../requests/parsed-call.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import { messagesSchema } from './messages.schema.ts';
import { parseMessages } from './parse-messages.ts';
import { passAnthropicBody } from './pass-request.ts';

/** The body of `POST /v1/messages/count_tokens`: a message request without its limit. */
export const tokenCountSchema = messagesSchema.omit({ max_tokens: true });

/** Reads the body of a question for the tokens of a message request; throws as the request itself would. */
export function parseTokenCount(body: unknown): ParsedCall {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return parseMessages(isObject ? { ...body, max_tokens: 1 } : body);
}

/** The same question for Anthropic, which counts what it would be sent, and refuses what says nothing about the prompt. */
export function passTokenCountBody(body: Record<string, unknown>, target: ModelTarget): Record<string, unknown> {
  const passed = { ...passAnthropicBody(body, target).body };
  delete passed['stream'];
  delete passed['max_tokens'];
  return passed;
}
