import { AppError } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convertibleRequest, openChatCall } from '../model-call.ts';
import { parseChatCompletion } from './parse-chat-completion.ts';

const user = { role: 'user', content: 'Hello' };
const body = (fields: Record<string, unknown>) => ({ model: 'm', messages: [user], ...fields });
const messages = (...list: unknown[]) => body({ messages: [user, ...list] });
const tool = (fields: Record<string, unknown>) => body({ tools: [{ type: 'function', function: fields }] });
const userPart = (part: unknown) => messages({ role: 'user', content: [{ type: 'text', text: 'a' }, part] });
const image = (url: unknown) => userPart({ type: 'image_url', image_url: { url } });
const nested = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));

const malformed: [path: string, body: unknown][] = [
  ['body', undefined],
  ['body', null],
  ['body', []],
  ['body', 'model=m'],
  ['model', { messages: [user] }],
  ['model', { model: '', messages: [user] }],
  ['model', body({ model: 7 })],
  ['messages', { model: 'm' }],
  ['messages', body({ messages: [] })],
  ['messages', body({ messages: 'Hello' })],
  ['messages', body({ messages: [{ role: 'user', content: '' }] })],
  ['messages[1]', messages('Hello')],
  ['messages[1].role', messages({ content: 'x' })],
  ['messages[1].role', messages({ role: 'function', name: 'f', content: 'x' })],
  ['messages[1].role', messages({ role: 'robot', content: 'x' })],
  ['messages[1].content', messages({ role: 'user' })],
  ['messages[1].content', messages({ role: 'user', content: null })],
  ['messages[1].content', messages({ role: 'user', content: 5 })],
  ['messages[1].content', messages({ role: 'user', content: { type: 'text', text: 'x' } })],
  ['messages[1].content[1].type', userPart({ text: 'x' })],
  ['messages[1].content[1].file.file_data', userPart({ type: 'file', file: { file_id: 'f' } })],
  [
    'messages[1].content[1].file.file_data',
    userPart({ type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA' } }),
  ],
  ['n', body({ n: 9 })],
  ['messages[1].content[1].text', userPart({ type: 'text' })],
  ['messages[1].content[1]', userPart(null)],
  ['messages[1].content[1].image_url', userPart({ type: 'image_url', image_url: 'https://example.com/a.png' })],
  ['messages[1].content[1].image_url.url', image('file:///etc/passwd')],
  ['messages[1].content[1].image_url.url', image('data:image/png,abc')],
  ['messages[1].content[1].image_url.url', image('data:image/png;base64,***')],
  ['messages[1].content[1].image_url.url', image('data:text/plain;base64,aGVsbG8=')],
  ['messages[1].content[1].cache_control.type', userPart({ type: 'text', text: 'x', cache_control: { type: 'big' } })],
  ['messages[1].content[0].type', messages({ role: 'system', content: [{ type: 'image_url' }] })],
  ['messages[1].content[0].type', messages({ role: 'assistant', content: [{ type: 'image_url' }] })],
  ['messages[1].function_call', messages({ role: 'assistant', function_call: { name: 'f', arguments: '{}' } })],
  ['messages[1].audio', messages({ role: 'assistant', audio: { id: 'a' } })],
  ['messages[1].tool_calls', messages({ role: 'assistant', tool_calls: {} })],
  ['messages[1].tool_calls[0].id', messages({ role: 'assistant', tool_calls: [{ function: { name: 'f' } }] })],
  ['messages[1].tool_calls[0].function', messages({ role: 'assistant', tool_calls: [{ id: 'a' }] })],
  [
    'messages[1].tool_calls[0].function.arguments',
    messages({ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: {} } }] }),
  ],
  ['messages[1].tool_call_id', messages({ role: 'tool', content: 'x' })],
  ['messages[1].tool_call_id', messages({ role: 'tool', tool_call_id: 'orphan', content: 'x' })],
  [
    'messages[3].tool_call_id',
    messages(
      { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f' } }] },
      { role: 'assistant', content: 'x' },
      { role: 'tool', tool_call_id: 'b', content: 'x' },
    ),
  ],
  ['stream', body({ stream: 'yes' })],
  ['stream_options', body({ stream_options: true })],
  ['stream_options.include_usage', body({ stream_options: { include_usage: 1 } })],
  ['temperature', body({ temperature: 2.5 })],
  ['temperature', body({ temperature: '0.7' })],
  ['top_p', body({ top_p: -0.1 })],
  ['max_tokens', body({ max_tokens: 0 })],
  ['max_tokens', body({ max_tokens: 1.5 })],
  ['max_completion_tokens', body({ max_completion_tokens: '100' })],
  ['stop', body({ stop: 5 })],
  ['stop[1]', body({ stop: ['a', 1] })],
  ['seed', body({ seed: 0.5 })],
  ['n', body({ n: 0 })],
  ['modalities', body({ modalities: ['text', 'audio'] })],
  ['audio', body({ audio: { voice: 'alloy' } })],
  ['functions', body({ functions: [{ name: 'f' }] })],
  ['web_search_options', body({ web_search_options: {} })],
  ['frequency_penalty', body({ frequency_penalty: 3 })],
  ['reasoning_effort', body({ reasoning_effort: 'extreme' })],
  ['response_format', body({ response_format: 'json' })],
  ['response_format.type', body({ response_format: { type: 'xml' } })],
  ['response_format.json_schema', body({ response_format: { type: 'json_schema' } })],
  ['response_format.json_schema.name', body({ response_format: { type: 'json_schema', json_schema: { schema: {} } } })],
  ['tools', body({ tools: {} })],
  [
    'tools',
    body({ tools: Array.from({ length: 129 }, (_, index) => ({ type: 'function', function: { name: `f${index}` } })) }),
  ],
  ['tools[0].function', body({ tools: [{ type: 'function' }] })],
  ['tools[0].function.name', tool({})],
  ['tools[0].function.name', tool({ name: 'two words' })],
  ['tools[0].function.name', tool({ name: 'x'.repeat(129) })],
  ['tools[0].function.parameters', tool({ name: 'f', parameters: [] })],
  ['tools[0].function.parameters', tool({ name: 'f', parameters: nested(5_000) })],
  ['tool_choice', body({ tool_choice: 'sometimes' })],
  ['tool_choice', body({ tool_choice: 'required' })],
  ['tool_choice.function.name', body({ tool_choice: { type: 'function', function: { name: 'missing' } } })],
];

/** OpenAI's own models know these, models of another dialect do not. */
const nativeOnly: [path: string, body: unknown][] = [
  ['messages[1].content[1].type', userPart({ type: 'input_audio', input_audio: {} })],
  ['n', body({ n: 2 })],
  ['logprobs', body({ logprobs: true })],
  ['top_logprobs', body({ top_logprobs: 3 })],
  ['tools[0].type', body({ tools: [{ type: 'custom', custom: { name: 'f' } }] })],
  ['tool_choice.type', body({ tool_choice: { type: 'custom', custom: { name: 'f' } } })],
  [
    'messages[1].tool_calls[0].type',
    messages({ role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', function: { name: 'f' } }] }),
  ],
];

function refusal(value: unknown): AppError {
  try {
    parseChatCompletion(value);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the body was accepted');
}

describe('a chat completion that only models of OpenAI can answer', () => {
  it.each(nativeOnly)('is told so naming %s', (path, value) => {
    const { nativeOnly: refused, warnings } = parseChatCompletion(value);
    expect(refused.errors.map((field) => field.path)).toEqual([path]);
    expect(warnings).toEqual([]);
    const call = openChatCall({ dialect: 'openai-chat', body: value as Record<string, unknown>, headers: {} });
    expect(() => convertibleRequest(call)).toThrow(AppError);
  });
});

describe('a malformed chat completion', () => {
  it.each(malformed)('is refused naming %s', (path, value) => {
    const error = refusal(value);
    expect(error.code).toBe('validation_failed');
    expect(error.errors.map((field) => field.path)).toContain(path);
    expect(error.detail).toContain(error.errors[0]?.path);
    expect(error.errors.every((field) => field.message.length > 5)).toBe(true);
  });

  it('never has its content repeated in the error', () => {
    const error = refusal(
      messages({ role: 'SECRET', content: ['SECRET'] }, { role: 'user', content: [{ type: 'SECRET' }] }),
    );
    expect(JSON.stringify([error.detail, error.errors])).not.toContain('SECRET');
  });

  it('is told a bounded number of its faults', () => {
    const error = refusal(body({ messages: Array.from({ length: 500 }, () => 5) }));
    expect(error.errors).toHaveLength(20);
    expect(error.detail).toContain('(and 499 more)');
  });

  it('never raises anything but an AppError, whatever the body is', () => {
    fc.assert(fc.property(fc.jsonValue(), expectParsedOrRefused), { numRuns: 500 });
  });

  it('never raises anything but an AppError, however a good body is damaged', () => {
    fc.assert(fc.property(damagedBody(), expectParsedOrRefused), { numRuns: 2_000 });
  });
});

function expectParsedOrRefused(value: unknown): void {
  try {
    parseChatCompletion(value);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('validation_failed');
  }
}

/** Real field names with values that are sometimes right. */
function damagedBody() {
  const any = fc.jsonValue({ maxDepth: 2 });
  const or = (...values: unknown[]) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, any);
  const call = fc.record({
    id: or('a'),
    type: or('function'),
    function: fc.record({ name: or('f'), arguments: or('{}') }),
  });
  const part = fc.record(
    {
      type: or('text', 'image_url', 'refusal'),
      text: or('x', ''),
      image_url: or({ url: 'data:image/png;base64,AAAA' }),
    },
    { requiredKeys: [] },
  );
  const message = fc.record(
    {
      role: or('user', 'assistant', 'tool', 'system', 'developer'),
      content: fc.oneof(or('x', '', null), fc.array(part, { maxLength: 2 })),
      tool_calls: fc.oneof(any, fc.array(call, { maxLength: 2 })),
      tool_call_id: or('a'),
    },
    { requiredKeys: ['role'] },
  );
  return fc.record(
    {
      model: or('m'),
      messages: fc.oneof({ weight: 9, arbitrary: fc.array(message, { maxLength: 4 }) }, { weight: 1, arbitrary: any }),
      tools: or([{ type: 'function', function: { name: 'f' } }]),
      tool_choice: or('auto', { type: 'function', function: { name: 'f' } }),
      response_format: any,
      stop: any,
      temperature: any,
      n: any,
      seed: any,
      modalities: any,
      logit_bias: any,
      stream_options: any,
    },
    { requiredKeys: ['model', 'messages'] },
  );
}
