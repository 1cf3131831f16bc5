import { type ChatMessage, type ChatRequest, type ContentPart, chatRequestSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryChatRequest } from '../fixtures/arbitrary-chat-request.ts';
import { parseChatCompletion } from './parse-chat-completion.ts';

const requests = arbitraryChatRequest({
  signatures: false,
  toolErrors: false,
  cachedToolCalls: false,
  efforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  documents: ['base64'],
  imageDetails: ['low', 'high', 'original'],
  topK: false,
  oneCallAtATime: true,
  budgets: false,
  seeds: true,
  maxTemperature: 2,
  jsonObjects: true,
});

describe('a request that OpenAI’s dialect can say', () => {
  it('comes back whole from its body (14, 15, 17, 20, 21)', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const parsed = parseChatCompletion(JSON.parse(JSON.stringify(toBody(request))));
        expect(parsed.request).toEqual(JSON.parse(JSON.stringify(request)));
        expect(chatRequestSchema.parse(parsed.request)).toEqual(parsed.request);
        expect(parsed.warnings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

function toBody(request: ChatRequest) {
  const system = request.system.map((part) => ({ role: 'system', content: [toPart(part)] }));
  return {
    model: request.model,
    messages: [...system, ...request.messages.flatMap(toMessages)],
    tools: request.tools.map(({ name, description, inputSchema, strict, cacheControl }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema, strict },
      ...toCacheControl(cacheControl),
    })),
    tool_choice: toToolChoice(request.toolChoice),
    parallel_tool_calls: request.parallelToolCalls,
    max_completion_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    stop: request.stopSequences,
    seed: request.seed,
    reasoning_effort: request.reasoning?.effort,
    response_format: toResponseFormat(request.responseFormat),
  };
}

function toToolChoice(choice: ChatRequest['toolChoice']) {
  return choice?.kind === 'tool' ? { type: 'function', function: { name: choice.name } } : choice?.kind;
}

function toResponseFormat(format: ChatRequest['responseFormat']) {
  if (format?.kind !== 'json_schema') return format && { type: format.kind };
  return { type: 'json_schema', json_schema: { name: format.name, schema: format.schema } };
}

function toCacheControl(cacheControl: { ttl: string } | undefined) {
  return cacheControl && { cache_control: { type: 'ephemeral', ttl: cacheControl.ttl } };
}

function toMessages(message: ChatMessage): object[] {
  if (message.role === 'assistant') return [toAssistant(message.content)];
  const results = message.content.filter((part) => part.type === 'tool_result');
  const others = message.content.filter((part) => part.type !== 'tool_result');
  return [
    ...results.map((result) => ({
      role: 'tool',
      tool_call_id: result.toolCallId,
      content: result.content.map(toPart),
      ...toCacheControl(result.cacheControl),
    })),
    { role: 'user', content: others.map(toPart) },
  ];
}

function toAssistant(parts: ContentPart[]) {
  const calls = parts.filter((part) => part.type === 'tool_call');
  return {
    role: 'assistant',
    reasoning_content: parts.find((part) => part.type === 'reasoning')?.text,
    content: parts.filter((part) => part.type === 'text').map(toPart),
    tool_calls: calls.map(({ id, name, argumentsJson }) => ({
      id,
      type: 'function',
      function: { name, arguments: argumentsJson },
    })),
  };
}

function toPart(part: ContentPart): object {
  if (part.type === 'text') return { type: 'text', text: part.text, ...toCacheControl(part.cacheControl) };
  if (part.type === 'document' && part.source.kind === 'base64') {
    const file = { filename: part.title, file_data: `data:${part.source.mediaType};base64,${part.source.data}` };
    return { type: 'file', file, ...toCacheControl(part.cacheControl) };
  }
  if (part.type !== 'image') throw new Error(`no content part of OpenAI is a ${part.type}`);
  const { source } = part;
  const url = source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
  return { type: 'image_url', image_url: { url, detail: part.detail }, ...toCacheControl(part.cacheControl) };
}
