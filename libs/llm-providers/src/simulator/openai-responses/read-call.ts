import { findBegunAnswer } from '../answer/find-begun-answer.ts';
import { countOpenAiInput } from '../openai/count-input.ts';
import type { PrefixCache } from '../prefix-cache.ts';
import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';
import type { SimulatedCall, SimulatedTool } from '../simulated-call.ts';
import { validateResponsesBody } from './validate-body.ts';

const OUTPUTS = new Set(['function_call_output', 'custom_tool_call_output']);
const CUSTOM_INPUT = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] };

export function readResponsesCall(body: Json, cache: PrefixCache, isCompatible: boolean): SimulatedCall {
  validateResponsesBody(body, isCompatible);
  const items =
    typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : objectsOf(body['input']);
  const last = items.at(-1);
  const question = items.findLast((item) => item['role'] === 'user');
  const results = items.slice(items.findLastIndex(({ type }) => !OUTPUTS.has(textOf(type))) + 1);
  const told = items.map((item) => ({ role: textOf(item['role']), text: contentText(item['content']) }));
  const asked = findBegunAnswer(told);
  const effort = isObject(body['reasoning']) ? textOf(body['reasoning']['effort']) : '';
  const messages = [{ role: 'system', content: textOf(body['instructions']) }, ...items.map(toMessage)];
  return {
    model: textOf(body['model']),
    isStream: body['stream'] === true,
    isAnswerBegun: last?.['role'] === 'assistant',
    includesUsage: true,
    ...(asked && { begun: asked.begun }),
    question: asked ? asked.question : question ? contentText(question['content']) : '',
    toolResult: results.length > 0 ? results.map(({ output }) => contentText(output)).join('\n') : undefined,
    directiveText: last?.['role'] === 'user' ? contentText(last['content']) : '',
    tools: [...objectsOf(body['tools']), ...items.flatMap(({ tools }) => objectsOf(tools))].flatMap((tool) =>
      readTool(tool),
    ),
    toolChoice: readToolChoice(body['tool_choice']),
    allowsParallelTools: body['parallel_tool_calls'] !== false,
    maxTokens: typeof body['max_output_tokens'] === 'number' ? body['max_output_tokens'] : undefined,
    stopSequences: [],
    json: readJsonWish(body['text']),
    maxSearches: readMaxSearches(body),
    wantsReasoning: effort !== '' && effort !== 'none' && effort !== 'minimal',
    input: countOpenAiInput({ model: body['model'], tools: body['tools'], messages }, cache),
  };
}

/** Items as messages of chat completions, for the count. */
function toMessage(item: Json): Json {
  const told = item['content'] ?? item['output'] ?? '';
  const called = { name: item['name'], arguments: item['arguments'] ?? item['input'] };
  const content = typeof told === 'string' ? told : objectsOf(told).map(toCountedPart);
  return {
    role: 'user',
    content,
    ...(item['call_id'] !== undefined && item['name'] !== undefined && { tool_calls: [{ function: called }] }),
  };
}

function toCountedPart(part: Json): Json {
  const isFile = part['type'] === 'input_image' || part['type'] === 'input_file';
  return isFile ? { type: 'file' } : { type: 'text', text: part['text'] };
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map((part) => textOf(part['text']))
    .filter((text) => text !== '')
    .join('\n');
}

function readTool(tool: Json, namespace?: string): SimulatedTool[] {
  const name = textOf(tool['name']);
  if (tool['type'] === 'namespace') return objectsOf(tool['tools']).flatMap((inner) => readTool(inner, name));
  const isCustom = tool['type'] === 'custom';
  if (!isCustom && tool['type'] !== 'function') return [];
  const schema = isCustom ? CUSTOM_INPUT : isObject(tool['parameters']) ? tool['parameters'] : {};
  return [{ name, schema, isCustom, ...(namespace !== undefined && { namespace }) }];
}

function readJsonWish(text: unknown): SimulatedCall['json'] {
  const format = isObject(text) ? text['format'] : undefined;
  if (!isObject(format) || format['type'] === 'text') return undefined;
  return isObject(format['schema']) ? { schema: format['schema'] } : {};
}

function readMaxSearches(body: Json): number | undefined {
  if (!objectsOf(body['tools']).some(({ type }) => textOf(type).startsWith('web_search'))) return undefined;
  return typeof body['max_tool_calls'] === 'number' ? body['max_tool_calls'] : Number.POSITIVE_INFINITY;
}

function readToolChoice(choice: unknown): SimulatedCall['toolChoice'] {
  if (isObject(choice) && choice['name'] !== undefined) return { kind: 'tool', name: textOf(choice['name']) };
  if (choice === 'required' || choice === 'none') return { kind: choice };
  return { kind: 'auto' };
}
