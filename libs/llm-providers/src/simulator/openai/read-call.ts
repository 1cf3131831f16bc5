import { findBegunAnswer } from '../answer/find-begun-answer.ts';
import type { PrefixCache } from '../prefix-cache.ts';
import { type Json, isObject, objectsOf, stringsOf, textOf } from '../read-body-fields.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { countOpenAiInput, messageText } from './count-input.ts';
import { validateOpenAiBody } from './validate-body.ts';

export function readOpenAiCall(body: Json, cache: PrefixCache, isCompatible: boolean): SimulatedCall {
  validateOpenAiBody(body, isCompatible);
  const messages = objectsOf(body['messages']);
  const last = messages.at(-1);
  const question = messages.filter((message) => message['role'] === 'user').at(-1);
  const lastText = last?.['role'] === 'user' ? messageText(last) : '';
  const results = trailingToolResults(messages);
  const told = messages.map((message) => ({ role: textOf(message['role']), text: messageText(message) }));
  const asked = findBegunAnswer(told);
  const streamOptions = isObject(body['stream_options']) ? body['stream_options'] : {};
  const effort = textOf(body['reasoning_effort']);
  return {
    model: textOf(body['model']),
    isStream: body['stream'] === true,
    isAnswerBegun: last?.['role'] === 'assistant',
    includesUsage: streamOptions['include_usage'] === true,
    ...(asked && { begun: asked.begun }),
    question: asked ? asked.question : question ? messageText(question) : '',
    toolResult: results.length > 0 ? results.join('\n') : undefined,
    directiveText: lastText,
    tools: objectsOf(body['tools']).flatMap((tool) => {
      const called = isObject(tool['function']) ? tool['function'] : undefined;
      return called
        ? [{ name: textOf(called['name']), schema: isObject(called['parameters']) ? called['parameters'] : {} }]
        : [];
    }),
    toolChoice: readToolChoice(body['tool_choice']),
    allowsParallelTools: body['parallel_tool_calls'] !== false,
    maxTokens: maxTokensOf(body),
    stopSequences: typeof body['stop'] === 'string' ? [body['stop']] : stringsOf(body['stop']),
    json: readJsonWish(body['response_format']),
    answers: typeof body['n'] === 'number' ? body['n'] : undefined,
    logprobs: body['logprobs'] === true ? { top: Number(body['top_logprobs'] ?? 0) } : undefined,
    wantsReasoning: effort !== '' && effort !== 'none' && effort !== 'minimal',
    input: countOpenAiInput(body, cache),
  };
}

function maxTokensOf(body: Json): number | undefined {
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' ? limit : undefined;
}

function readJsonWish(format: unknown): SimulatedCall['json'] {
  if (!isObject(format) || format['type'] === 'text') return undefined;
  const { json_schema: wish } = format;
  return isObject(wish) && isObject(wish['schema']) ? { schema: wish['schema'] } : {};
}

function readToolChoice(choice: unknown): SimulatedCall['toolChoice'] {
  if (isObject(choice) && isObject(choice['function']))
    return { kind: 'tool', name: textOf(choice['function']['name']) };
  if (choice === 'required' || choice === 'none') return { kind: choice };
  return { kind: 'auto' };
}

function trailingToolResults(messages: Json[]): string[] {
  const from = messages.findLastIndex((message) => message['role'] !== 'tool') + 1;
  return messages.slice(from).map(messageText);
}
