import { type ChatRequest, type ContentPart, type DocumentPart, chatRequestSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryChatRequest } from '../fixtures/arbitrary-chat-request.ts';
import { parseMessages } from './parse-messages.ts';

const requests = arbitraryChatRequest({
  signatures: true,
  toolErrors: true,
  cachedToolCalls: true,
  efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  documents: ['base64', 'url', 'text'],
  imageDetails: [],
  topK: true,
  oneCallAtATime: false,
  budgets: true,
  seeds: false,
  maxTemperature: 1,
  jsonObjects: false,
});

describe('a request that Anthropic’s dialect can say', () => {
  it('comes back whole from its body (14, 15, 17, 19, 20, 21)', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const parsed = parseMessages(JSON.parse(JSON.stringify(toBody(request))));
        expect(parsed.request).toEqual(JSON.parse(JSON.stringify(request)));
        expect(chatRequestSchema.parse(parsed.request)).toEqual(parsed.request);
        expect(parsed.warnings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

function toBody(request: ChatRequest) {
  const { reasoning, responseFormat } = request;
  const format =
    responseFormat?.kind === 'json_schema' ? { type: 'json_schema', schema: responseFormat.schema } : undefined;
  const effort = reasoning?.effort === 'none' ? undefined : reasoning?.effort;
  return {
    model: request.model,
    max_tokens: request.maxOutputTokens,
    system: request.system.map(toBlock),
    messages: request.messages.map(({ role, content }) => ({ role, content: content.map(toBlock) })),
    tools: request.tools.map(({ name, description, inputSchema, strict, cacheControl }) => ({
      name,
      description,
      input_schema: inputSchema,
      strict,
      ...toCacheControl(cacheControl),
    })),
    tool_choice: toToolChoice(request.toolChoice),
    temperature: request.temperature,
    top_p: request.topP,
    top_k: request.topK,
    stop_sequences: request.stopSequences,
    output_config: { format, effort },
    thinking: toThinking(reasoning),
  };
}

function toThinking(reasoning: ChatRequest['reasoning']) {
  if (reasoning?.effort === 'none') return { type: 'disabled' };
  if (reasoning?.budgetTokens) return { type: 'enabled', budget_tokens: reasoning.budgetTokens };
  return reasoning && { type: 'adaptive' };
}

function toToolChoice(choice: ChatRequest['toolChoice']) {
  if (choice?.kind === 'tool') return { type: 'tool', name: choice.name };
  return choice && { type: choice.kind === 'required' ? 'any' : choice.kind };
}

function toCacheControl(cacheControl: { ttl: string } | undefined) {
  return cacheControl && { cache_control: { type: 'ephemeral', ttl: cacheControl.ttl } };
}

function toBlock(part: ContentPart): object {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...toCacheControl(part.cacheControl) };
    case 'reasoning':
      return { type: 'thinking', thinking: part.text, signature: part.signature ?? '' };
    case 'document':
      return {
        type: 'document',
        source: toSource(part.source),
        title: part.title,
        ...toCacheControl(part.cacheControl),
      };
    case 'image':
      return { type: 'image', source: toSource(part.source), ...toCacheControl(part.cacheControl) };
    case 'tool_call': {
      const { id, name, argumentsJson, cacheControl } = part;
      return { type: 'tool_use', id, name, input: JSON.parse(argumentsJson), ...toCacheControl(cacheControl) };
    }
    case 'tool_result':
      return {
        type: 'tool_result',
        tool_use_id: part.toolCallId,
        content: part.content.map(toBlock),
        is_error: part.isError,
        ...toCacheControl(part.cacheControl),
      };
  }
}

function toSource(source: DocumentPart['source']) {
  if (source.kind === 'text') return { type: 'text', media_type: 'text/plain', data: source.text };
  if (source.kind === 'url') return { type: 'url', url: source.url };
  return { type: 'base64', media_type: source.mediaType, data: source.data };
}
