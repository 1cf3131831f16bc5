import { type BadBody, HUGE_PNG, NO_IMAGE, nested, refused } from './bad-body.ts';

const user = { role: 'user', content: 'Hello' };
const messages = (...more: unknown[]) => ({ messages: [user, ...more] });
const block = (value: unknown) => messages({ role: 'user', content: [value] });
const image = (source: unknown) => block({ type: 'image', source });
const base64 = (data: string, media_type = 'image/png') => image({ type: 'base64', media_type, data });
const use = (fields: Record<string, unknown> = {}) => ({
  role: 'assistant',
  content: [{ type: 'tool_use', id: 'x', name: 'f', input: {}, ...fields }],
});
const tool = (fields: Record<string, unknown>) => ({
  tools: [{ name: 'f', input_schema: { type: 'object' }, ...fields }],
});
const document = (source: unknown) => block({ type: 'document', source });

/** Malformed messages: https://docs.anthropic.com/en/api/messages. The SDK has no member for the field: the sentence begins with it. */
export const anthropicBadBodies: BadBody[] = [
  refused({ title: 'no JSON', body: '{"model": "m", "messages": [', param: null, sentence: /JSON/ }),
  refused({ title: 'a list', body: '[]', param: 'body', sentence: /must be a JSON object/ }),
  refused({ title: 'a number as model', body: { model: 7 }, param: 'model', sentence: /must be a string/ }),
  refused({ title: 'a NUL in the model', body: { model: 'claude\0' }, status: 404, param: null, sentence: /no model/ }),
  refused({
    title: 'half a character as model',
    body: { model: '\ud800' },
    status: 404,
    param: null,
    sentence: /no model/,
  }),
  refused({ title: 'no limit', body: { max_tokens: undefined }, param: 'max_tokens', sentence: /is required/ }),
  refused({ title: 'a limit of words', body: { max_tokens: 'many' }, param: 'max_tokens', sentence: /must be/ }),
  refused({ title: 'a limit below 1', body: { max_tokens: 0 }, param: 'max_tokens', sentence: /at least 1/ }),
  refused({ title: 'no messages', body: { messages: [] }, param: 'messages', sentence: /at least 1 item/ }),
  refused({
    title: 'messages that are a text',
    body: { messages: 'Hi' },
    param: 'messages',
    sentence: /must be an array/,
  }),
  refused({
    title: 'an unknown role',
    body: messages({ role: 'tool', content: 'Hi' }),
    param: 'messages.1.role',
    sentence: /must be one of "user"/,
  }),
  refused({
    title: 'content of a number',
    body: messages({ role: 'user', content: 5 }),
    param: 'messages.1.content',
    sentence: /must be a string or an array/,
  }),
  refused({
    title: 'empty content',
    body: messages({ role: 'user', content: '' }),
    param: 'messages.1.content',
    sentence: /must not be empty/,
  }),
  refused({
    title: 'a list of no blocks',
    body: messages({ role: 'user', content: [] }),
    param: 'messages.1.content',
    sentence: /must not be empty/,
  }),
  refused({
    title: 'a block without a type',
    body: block({ text: 'Hi' }),
    param: 'messages.1.content.0.type',
    sentence: /content block/,
  }),
  refused({
    title: 'an orphan tool result',
    body: block({ type: 'tool_result', tool_use_id: 'x', content: 'Hi' }),
    param: 'messages.1.content.0.tool_use_id',
    sentence: /must be the id of a tool call/,
  }),
  refused({
    title: 'a tool result that names no call',
    body: block({ type: 'tool_result', content: 'Hi' }),
    param: 'messages.1.content.0.tool_use_id',
    sentence: /is required/,
  }),
  refused({ title: 'a call that nobody answers', body: messages(use(), user), param: null, sentence: /tool_use/ }),
  refused({
    title: 'an input that is a text',
    body: messages(use({ input: '{}' })),
    param: 'messages.1.content.0.input',
    sentence: /must be an object/,
  }),
  refused({
    title: 'an input of 220 levels',
    body: messages(use({ input: nested(220) })),
    param: 'messages.1.content.0.input',
    sentence: /nested deeper/,
  }),
  refused({
    title: 'a tool without a schema',
    body: tool({ input_schema: undefined }),
    param: 'tools.0.input_schema',
    sentence: /is required/,
  }),
  refused({
    title: 'a tool named with a blank',
    body: tool({ name: 'two words' }),
    param: 'tools.0.name',
    sentence: /only letters/,
  }),
  refused({
    title: 'two tools of one name',
    body: { tools: [...tool({}).tools, ...tool({}).tools] },
    param: 'tools.1.name',
    sentence: /unique/,
  }),
  refused({
    title: 'a choice of a tool that is not there',
    body: { ...tool({}), tool_choice: { type: 'tool', name: 'g' } },
    param: 'tool_choice.name',
    sentence: /one of the tools/,
  }),
  refused({
    title: 'an image that is no base64',
    body: base64('***'),
    param: 'messages.1.content.0.source.data',
    sentence: /base64/,
  }),
  refused({
    title: 'an image of another kind of media',
    body: base64('aGVsbG8=', 'text/plain'),
    param: 'messages.1.content.0.source.data',
    sentence: /PNG, JPEG/,
  }),
  refused({
    title: 'an image whose bytes are none',
    body: base64(NO_IMAGE),
    param: 'messages.1.content.0.image.source.base64',
    sentence: /Could not process image/,
  }),
  refused({
    title: 'an image of 6 MB',
    body: base64(HUGE_PNG),
    param: 'messages.1.content.0.image.source.base64',
    sentence: /exceeds 5 MB/,
  }),
  refused({
    title: 'an image from a file',
    body: image({ type: 'url', url: 'file:///etc/passwd' }),
    param: 'messages.1.content.0.source.url',
    sentence: /http/,
  }),
  refused({
    title: 'an image from nowhere',
    body: image(undefined),
    param: 'messages.1.content.0.source',
    sentence: /is required/,
  }),
  refused({
    title: 'a document that is no PDF',
    body: document({ type: 'base64', media_type: 'application/pdf', data: '***' }),
    param: 'messages.1.content.0.source.data',
    sentence: /base64|PDF/,
  }),
  refused({
    title: 'a system prompt of a number',
    body: { system: 5 },
    param: 'system',
    sentence: /must be a string or an array/,
  }),
  refused({ title: 'a temperature above 1', body: { temperature: 1.5 }, param: 'temperature', sentence: /at most 1/ }),
  refused({
    title: 'stop sequences that are a text',
    body: { stop_sequences: 'END' },
    param: 'stop_sequences',
    sentence: /must be an array/,
  }),
  refused({
    title: 'thinking that is true',
    body: { thinking: true },
    param: 'thinking',
    sentence: /must be an object/,
  }),
  refused({
    title: 'an unknown effort',
    body: { output_config: { effort: 'extreme' } },
    param: 'output_config.effort',
    sentence: /must be one of/,
  }),
  refused({ title: 'a container', body: { container: 'c' }, param: 'container', sentence: /not supported/ }),
  refused({ title: 'a thread', body: { thread: { type: 'create' } }, param: 'thread', sentence: /not kept here/ }),
];
