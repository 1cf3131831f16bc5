import { AppError } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convertibleRequest, openChatCall } from '../model-call.ts';
import { parseMessages } from './parse-messages.ts';

const user = { role: 'user', content: 'Hello' };
const body = (fields: Record<string, unknown>) => ({ model: 'm', max_tokens: 10, messages: [user], ...fields });
const messages = (...list: unknown[]) => body({ messages: [user, ...list] });
const userBlock = (block: unknown) => messages({ role: 'user', content: [{ type: 'text', text: 'a' }, block] });
const assistantBlock = (block: unknown) => messages({ role: 'assistant', content: [block] });
const image = (source: unknown) => userBlock({ type: 'image', source });
const tool = (fields: Record<string, unknown>) => body({ tools: [{ input_schema: { type: 'object' }, ...fields }] });
const result = (fields: Record<string, unknown>) =>
  messages(
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', ...fields }] },
  );
const nested = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));

const malformed: [path: string, body: unknown][] = [
  ['body', undefined],
  ['body', null],
  ['body', []],
  ['body', 'model=m'],
  ['model', { max_tokens: 10, messages: [user] }],
  ['model', body({ model: {} })],
  ['max_tokens', { model: 'm', messages: [user] }],
  ['max_tokens', body({ max_tokens: null })],
  ['max_tokens', body({ max_tokens: 0 })],
  ['max_tokens', body({ max_tokens: 1.5 })],
  ['max_tokens', body({ max_tokens: '10' })],
  ['messages', { model: 'm', max_tokens: 10 }],
  ['messages', body({ messages: [] })],
  ['messages', body({ messages: user })],
  ['messages', body({ messages: [{ role: 'system', content: 'x' }] })],
  ['messages.1', messages('Hello')],
  ['messages.1.role', messages({ content: 'x' })],
  ['messages.1.role', messages({ role: 'tool', content: 'x' })],
  ['messages.1.content', messages({ role: 'user' })],
  ['messages.1.content', messages({ role: 'user', content: null })],
  ['messages.1.content', messages({ role: 'user', content: '' })],
  ['messages.1.content', messages({ role: 'user', content: [] })],
  ['messages.1.content', messages({ role: 'user', content: [{ type: 'text', text: '' }] })],
  ['messages.1.content', messages({ role: 'assistant', content: '' }, user)],
  ['messages.1.content', messages({ role: 'user', content: 7 })],
  ['messages.1.content.1.type', userBlock({ text: 'x' })],
  ['messages.1.content.1.source.type', userBlock({ type: 'document', source: { type: 'file', file_id: 'f' } })],
  ['messages.1.content.1.source.data', userBlock({ type: 'document', source: { type: 'base64', data: 'AAAA' } })],
  ['messages.1.content.1.type', userBlock({ type: 'thinking', thinking: 'x', signature: 's' })],
  ['messages.1.content.1.type', userBlock({ type: 'tool_use', id: 'a', name: 'f', input: {} })],
  ['messages.1.content.1', userBlock(null)],
  ['messages.1.content.1.text', userBlock({ type: 'text' })],
  ['messages.1.content.1.cache_control.type', userBlock({ type: 'text', text: 'x', cache_control: {} })],
  [
    'messages.1.content.1.cache_control.ttl',
    userBlock({ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1y' } }),
  ],
  ['messages.1.content.1.source', userBlock({ type: 'image' })],
  ['messages.1.content.1.source.type', image({ type: 'file', file_id: 'f' })],
  ['messages.1.content.1.source.data', image({ type: 'base64', media_type: 'image/png' })],
  ['messages.1.content.1.source.data', image({ type: 'base64', media_type: 'image/png', data: '***' })],
  ['messages.1.content.1.source.data', image({ type: 'base64', media_type: 'application/pdf', data: 'aGVsbG8=' })],
  ['messages.1.content.1.source.url', image({ type: 'url', url: 'ftp://example.com/a.png' })],
  ['messages.1.content.0.type', assistantBlock({ type: 'image', source: {} })],
  ['messages.1.content.0.thinking', assistantBlock({ type: 'thinking', signature: 's' })],
  ['messages.1.content.0.data', assistantBlock({ type: 'redacted_thinking' })],
  ['messages.1.content.0.id', assistantBlock({ type: 'tool_use', name: 'f', input: {} })],
  ['messages.1.content.0.name', assistantBlock({ type: 'tool_use', id: 'a', input: {} })],
  ['messages.1.content.0.input', assistantBlock({ type: 'tool_use', id: 'a', name: 'f' })],
  ['messages.1.content.0.input', assistantBlock({ type: 'tool_use', id: 'a', name: 'f', input: '{}' })],
  ['messages.1.content.0.input', assistantBlock({ type: 'tool_use', id: 'a', name: 'f', input: nested(50_000) })],
  ['messages.1.content.1.tool_use_id', userBlock({ type: 'tool_result', content: 'x' })],
  ['messages.1.content.1.tool_use_id', userBlock({ type: 'tool_result', tool_use_id: 'orphan', content: 'x' })],
  ['messages.2.content.0.content', result({ content: 5 })],
  ['messages.2.content.0.content.0.source', result({ content: [{ type: 'document' }] })],
  ['messages.2.content.0.content.0.type', result({ content: [{ type: 'tool_use' }] })],
  ['messages.2.content.0.is_error', result({ is_error: 'yes' })],
  ['system', body({ system: 5 })],
  ['system.0.type', body({ system: [{ type: 'image' }] })],
  ['stream', body({ stream: 'true' })],
  ['temperature', body({ temperature: 1.1 })],
  ['top_p', body({ top_p: 2 })],
  ['top_k', body({ top_k: -1 })],
  ['stop_sequences', body({ stop_sequences: 'END' })],
  ['stop_sequences.0', body({ stop_sequences: [null] })],
  ['thinking', body({ thinking: true })],
  ['thinking.type', body({ thinking: {} })],
  ['thinking.budget_tokens', body({ thinking: { type: 'enabled', budget_tokens: 'many' } })],
  ['output_config.effort', body({ output_config: { effort: 'extreme' } })],
  ['output_config.format.type', body({ output_config: { format: { type: 'xml' } } })],
  ['tools', body({ tools: {} })],
  ['tools.0.name', tool({})],
  ['tools.0.name', tool({ name: 'two words' })],
  [
    'tools.1.name',
    body({
      tools: [
        { name: 'f', input_schema: {} },
        { name: 'f', input_schema: {} },
      ],
    }),
  ],
  ['tools.0.input_schema', tool({ name: 'f', input_schema: undefined })],
  ['tools.0.input_schema', tool({ name: 'f', input_schema: 'object' })],
  ['tools.0.type', tool({ name: 'run', type: 'code_execution_20250825' })],
  ['tool_choice', body({ tool_choice: 'auto' })],
  ['tool_choice', body({ tool_choice: { type: 'any' } })],
  ['tool_choice.type', body({ tool_choice: { type: 'some' } })],
  ['tool_choice.name', body({ tool_choice: { type: 'tool', name: 'missing' } })],
  ['cache_control.type', body({ cache_control: { type: 'permanent' } })],
  ['container', body({ container: 'c' })],
  ['inference_geo', body({ inference_geo: 'us' })],
];

/** Anthropic's own models know these, models of another dialect do not. */
const nativeOnly: [path: string, body: unknown][] = [
  ['messages.1.content.1.type', userBlock({ type: 'search_result' })],
  ['messages.1.content.0.type', assistantBlock({ type: 'server_tool_use', id: 'a', name: 'web_search', input: {} })],
  ['mcp_servers', body({ mcp_servers: [{ url: 'https://example.com' }] })],
  ['tools.0.type', body({ tools: [{ type: 'bash_20250124', name: 'bash' }] })],
  ['messages.1.content.1.source.type', userBlock({ type: 'document', source: { type: 'content', content: [] } })],
  ['messages.2.content.0.content.0.type', result({ content: [{ type: 'search_result' }] })],
];

function refusal(value: unknown): AppError {
  try {
    parseMessages(value);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the body was accepted');
}

describe('a message request that only models of Anthropic can answer', () => {
  it.each(nativeOnly)('is told so naming %s', (path, value) => {
    expect(parseMessages(value).nativeOnly.errors.map((field) => field.path)).toEqual([path]);
    const call = openChatCall({
      dialect: 'anthropic-messages',
      headers: {},
      body: value as Record<string, unknown>,
    });
    expect(() => convertibleRequest(call)).toThrow(AppError);
  });
});

describe('a malformed message request', () => {
  it.each(malformed)('is refused naming %s', (path, value) => {
    const error = refusal(value);
    expect(error.code).toBe('validation_failed');
    expect(error.errors.map((field) => field.path)).toContain(path);
    expect(error.detail).toContain(error.errors[0]?.path);
    expect(error.errors.every((field) => field.message.length > 5)).toBe(true);
  });

  it('says which block is not supported, and which are', () => {
    const { detail } = refusal(userBlock({ type: 'tool_use', source: {} }));
    expect(detail).toBe(
      'messages.1.content.1.type: is not a supported type of content block here; supported are "text", "image", "document", "tool_result"',
    );
  });

  it('is told that threads are not kept before anything else is looked at', () => {
    const result = { type: 'tool_result', tool_use_id: 'of-an-earlier-call', content: 'x' };
    const error = refusal({
      ...messages(),
      messages: [{ role: 'user', content: [result] }],
      thread: { type: 'continue' },
    });
    expect([error.code, error.errors[0]?.path]).toEqual(['thread_unsupported', 'thread']);
  });

  it('never has its content repeated in the error', () => {
    const error = refusal(messages({ role: 'SECRET' }, { role: 'user', content: [{ type: 'SECRET' }, 'SECRET'] }));
    expect(JSON.stringify([error.detail, error.errors])).not.toContain('SECRET');
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
    parseMessages(value);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(['validation_failed', 'thread_unsupported']).toContain((error as AppError).code);
  }
}

/** Real field names with values that are sometimes right. */
function damagedBody() {
  const any = fc.jsonValue({ maxDepth: 2 });
  const or = (...values: unknown[]) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, any);
  const block = fc.record(
    {
      type: or('text', 'image', 'tool_use', 'tool_result', 'thinking', 'redacted_thinking'),
      text: or('x', ''),
      thinking: or('x'),
      signature: or('', 's'),
      data: or('d'),
      id: or('a'),
      name: or('f'),
      input: or({}),
      tool_use_id: or('a'),
      content: any,
      source: or({ type: 'base64', data: 'AAAA', media_type: 'image/png' }),
      cache_control: or({ type: 'ephemeral' }),
    },
    { requiredKeys: ['type'] },
  );
  const message = fc.record({
    role: or('user', 'assistant', 'system'),
    content: fc.oneof(or('x', ''), fc.array(block, { maxLength: 3 })),
  });
  return fc.record(
    {
      model: or('m'),
      max_tokens: or(10),
      messages: fc.oneof({ weight: 9, arbitrary: fc.array(message, { maxLength: 4 }) }, { weight: 1, arbitrary: any }),
      system: any,
      tools: or([{ name: 'f', input_schema: {} }]),
      tool_choice: or({ type: 'any' }, { type: 'tool', name: 'f' }),
      thinking: or({ type: 'adaptive' }),
      output_config: any,
      cache_control: or({ type: 'ephemeral' }),
      container: any,
    },
    { requiredKeys: ['model', 'max_tokens', 'messages'] },
  );
}
