import type { IncomingHttpHeaders } from 'node:http';
import { findBegunAnswer } from '../answer/find-begun-answer.ts';
import type { PrefixCache } from '../prefix-cache.ts';
import { type Json, isObject, objectsOf, stringsOf, textOf } from '../read-body-fields.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { blockText, countAnthropicInput } from './count-input.ts';
import { validateAnthropicBody } from './validate-body.ts';

export function readAnthropicCall(body: Json, headers: IncomingHttpHeaders, cache: PrefixCache): SimulatedCall {
  validateAnthropicBody(body, headers);
  const messages = objectsOf(body['messages']).filter((message) => message['role'] !== 'system');
  const last = messages.at(-1);
  const lastText = last?.['role'] === 'user' ? userText(last) : '';
  const results = objectsOf(last?.['content']).filter((block) => block['type'] === 'tool_result');
  const told = messages.map((message) => ({ role: textOf(message['role']), text: spokenText(message) }));
  const asked = findBegunAnswer(told);
  const choice = isObject(body['tool_choice']) ? body['tool_choice'] : {};
  const thinking = isObject(body['thinking']) ? textOf(body['thinking']['type']) : '';
  return {
    model: textOf(body['model']),
    isStream: body['stream'] === true,
    isAnswerBegun: last?.['role'] === 'assistant',
    includesUsage: true,
    ...(asked && { begun: asked.begun }),
    question: asked
      ? asked.question
      : lastText === ''
        ? textOf(messages.map(userText).findLast((text) => text !== ''))
        : lastText,
    toolResult: results.length > 0 ? results.map(blockText).join('\n') : undefined,
    directiveText: lastText,
    tools: objectsOf(body['tools'])
      .filter((tool) => isObject(tool['input_schema']))
      .map((tool) => ({
        name: textOf(tool['name']),
        schema: isObject(tool['input_schema']) ? tool['input_schema'] : {},
      })),
    toolChoice: readToolChoice(choice),
    allowsParallelTools: choice['disable_parallel_tool_use'] !== true,
    maxTokens: Number(body['max_tokens']),
    stopSequences: stringsOf(body['stop_sequences']),
    json: readJsonWish(body),
    cites: citedDocument(last),
    maxSearches: readMaxSearches(body),
    wantsReasoning: thinking === 'enabled' || thinking === 'adaptive',
    input: countAnthropicInput(body, cache),
  };
}

function readJsonWish(body: Json): SimulatedCall['json'] {
  const config = isObject(body['output_config']) ? body['output_config'] : {};
  const format = config['format'] ?? body['output_format'];
  return isObject(format) && isObject(format['schema']) ? { schema: format['schema'] } : undefined;
}

function readMaxSearches(body: Json): number | undefined {
  const tool = objectsOf(body['tools']).find(({ type }) => textOf(type).startsWith('web_search_'));
  if (!tool) return undefined;
  return typeof tool['max_uses'] === 'number' ? tool['max_uses'] : Number.POSITIVE_INFINITY;
}

const MAX_CITED_CHARACTERS = 40;

/** The first document whose caller wants to know what an answer rests on. */
function citedDocument(message: Json | undefined): SimulatedCall['cites'] {
  const document = objectsOf(message?.['content']).find(
    ({ type, citations }) => type === 'document' && isObject(citations) && citations['enabled'] === true,
  );
  if (!document) return undefined;
  const source = isObject(document['source']) ? document['source'] : {};
  const text = source['type'] === 'text' ? textOf(source['data']) : 'page 1';
  return { title: textOf(document['title']) || null, text: text.slice(0, MAX_CITED_CHARACTERS) };
}

function readToolChoice(choice: Json): SimulatedCall['toolChoice'] {
  if (choice['type'] === 'tool') return { kind: 'tool', name: textOf(choice['name']) };
  if (choice['type'] === 'any') return { kind: 'required' };
  return { kind: choice['type'] === 'none' ? 'none' : 'auto' };
}

function userText(message: Json): string {
  return message['role'] === 'user' ? spokenText(message) : '';
}

function spokenText({ content }: Json): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map((block) => (block['type'] === 'text' ? textOf(block['text']) : ''))
    .filter((text) => text !== '')
    .join('\n');
}
