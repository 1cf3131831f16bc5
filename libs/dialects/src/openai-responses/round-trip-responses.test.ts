import {
  type ChatMessage,
  type ChatRequest,
  type ContentPart,
  type DocumentPart,
  chatRequestSchema,
} from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryChatRequest } from '../fixtures/arbitrary-chat-request.ts';
import { toEncryptedContent } from './encrypted-reasoning.ts';
import { parseResponses } from './parse-responses.ts';

const requests = arbitraryChatRequest({
  signatures: true,
  toolErrors: false,
  cachedToolCalls: false,
  efforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  documents: ['base64', 'url'],
  imageDetails: ['low', 'high', 'original'],
  topK: false,
  oneCallAtATime: true,
  budgets: false,
  seeds: false,
  maxTemperature: 2,
  jsonObjects: true,
});

/** What this dialect has no words for: cache marks and stop sequences. */
function sayable(request: ChatRequest): ChatRequest {
  const text = JSON.stringify({ ...request, stopSequences: [] }, (key, value: unknown) =>
    key === 'cacheControl' ? undefined : value,
  );
  return JSON.parse(text) as ChatRequest;
}

describe('a request that OpenAI’s Responses API can say', () => {
  it('comes back whole from its body (14, 15, 17, 19, 21)', () => {
    fc.assert(
      fc.property(requests.map(sayable), (request) => {
        const parsed = parseResponses(JSON.parse(JSON.stringify(toBody(request))));
        expect(parsed.request).toEqual(request);
        expect(chatRequestSchema.parse(parsed.request)).toEqual(parsed.request);
        expect([parsed.warnings, parsed.nativeOnly]).toEqual([[], { errors: [], warnings: [] }]);
      }),
      { numRuns: 200 },
    );
  });
});

function toBody(request: ChatRequest) {
  const system = request.system.map(({ text }) => ({ role: 'developer', content: text }));
  return {
    model: request.model,
    input: [...system, ...request.messages.flatMap(toItems)],
    tools: request.tools.map(({ name, description, inputSchema, strict }) => ({
      type: 'function',
      name,
      description,
      parameters: inputSchema,
      strict,
    })),
    tool_choice: toToolChoice(request.toolChoice),
    parallel_tool_calls: request.parallelToolCalls,
    max_output_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    reasoning: request.reasoning && { effort: request.reasoning.effort },
    text: request.responseFormat && { format: toFormat(request.responseFormat) },
  };
}

function toToolChoice(choice: ChatRequest['toolChoice']) {
  return choice?.kind === 'tool' ? { type: 'function', name: choice.name } : choice?.kind;
}

function toFormat(format: NonNullable<ChatRequest['responseFormat']>) {
  return format.kind === 'json_object'
    ? { type: 'json_object' }
    : { type: 'json_schema', name: format.name, schema: format.schema };
}

function toItems({ role, content }: ChatMessage): object[] {
  if (role === 'assistant') return content.map(toAssistantItem);
  const results = content.flatMap((part) => (part.type === 'tool_result' ? [part] : []));
  const others = content.filter((part) => part.type !== 'tool_result');
  return [
    ...results.map((part) => ({
      type: 'function_call_output',
      call_id: part.toolCallId,
      output: part.content.map(toPart),
    })),
    { role: 'user', content: others.map(toPart) },
  ];
}

function toAssistantItem(part: ContentPart): object {
  if (part.type === 'reasoning') {
    const sealed = part.signature === undefined ? null : toEncryptedContent(part.signature);
    return { type: 'reasoning', summary: [{ type: 'summary_text', text: part.text }], encrypted_content: sealed };
  }
  if (part.type === 'tool_call') {
    return { type: 'function_call', call_id: part.id, name: part.name, arguments: part.argumentsJson };
  }
  if (part.type !== 'text') throw new Error(`no item of an assistant is a ${part.type}`);
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: part.text }] };
}

function toPart(part: ContentPart): object {
  if (part.type === 'text') return { type: 'input_text', text: part.text };
  if (part.type === 'document') return toFile(part);
  if (part.type !== 'image') throw new Error(`no content part is a ${part.type}`);
  const { source } = part;
  const url = source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
  return { type: 'input_image', image_url: url, detail: part.detail };
}

function toFile({ source, title }: DocumentPart) {
  if (source.kind === 'text') throw new Error('no file is a text');
  const file =
    source.kind === 'url' ? { file_url: source.url } : { file_data: `data:${source.mediaType};base64,${source.data}` };
  return { type: 'input_file', filename: title, ...file };
}
