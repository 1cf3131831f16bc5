import { type BadBody, NO_IMAGE, nested, refused } from './bad-body.ts';

const user = { role: 'user', content: 'Hello' };
const messages = (...more: unknown[]) => ({ messages: [user, ...more] });
const part = (value: unknown) => messages({ role: 'user', content: [value] });
const image = (url: unknown) => part({ type: 'image_url', image_url: { url } });
const assistant = (call: unknown) => ({ role: 'assistant', content: null, tool_calls: [call] });
const tool = (called: Record<string, unknown>) => ({ tools: [{ type: 'function', function: called }] });
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ type: 'function', function: { name: `tool_${at}` } }));

/** Malformed chat completions: https://platform.openai.com/docs/api-reference/chat/create. */
export const openAiBadBodies: BadBody[] = [
  refused({ title: 'no JSON', body: '{"model": "m", "messages": [', param: null, sentence: /JSON/ }),
  refused({ title: 'a list', body: '[]', param: 'body', sentence: /must be a JSON object/ }),
  refused({ title: 'a number as model', body: { model: 7 }, param: 'model', sentence: /must be a string/ }),
  refused({ title: 'no model', body: { model: undefined }, param: 'model', sentence: /is required/ }),
  refused({ title: 'a NUL in the model', body: { model: 'gpt\0' }, status: 404, param: 'model', sentence: /no model/ }),
  refused({
    title: 'half a character as model',
    body: { model: '\ud800' },
    status: 404,
    param: 'model',
    sentence: /no model/,
  }),
  refused({ title: 'no messages', body: { messages: [] }, param: 'messages', sentence: /at least 1 item/ }),
  refused({
    title: 'messages that are a text',
    body: { messages: 'Hi' },
    param: 'messages',
    sentence: /must be an array/,
  }),
  refused({
    title: 'a message that is a text',
    body: messages('Hi'),
    param: 'messages[1]',
    sentence: /must be an object/,
  }),
  refused({
    title: 'an unknown role',
    body: messages({ role: 'robot', content: 'Hi' }),
    param: 'messages[1].role',
    sentence: /must be one of "system"/,
  }),
  refused({
    title: 'no role',
    body: messages({ content: 'Hi' }),
    param: 'messages[1].role',
    sentence: /must be one of/,
  }),
  refused({
    title: 'content of a number',
    body: messages({ role: 'user', content: 5 }),
    param: 'messages[1].content',
    sentence: /must be a string or an array/,
  }),
  refused({
    title: 'nothing but empty content',
    body: { messages: [{ role: 'user', content: '' }] },
    param: 'messages',
    sentence: /not empty/,
  }),
  refused({
    title: 'a part without a type',
    body: part({ text: 'Hi' }),
    param: 'messages[1].content[0].type',
    sentence: /content part/,
  }),
  refused({
    title: 'an orphan tool result',
    body: messages({ role: 'tool', tool_call_id: 'x', content: 'Hi' }),
    param: 'messages[1].tool_call_id',
    sentence: /must be the id of a tool call/,
  }),
  refused({
    title: 'a tool result that names no call',
    body: messages({ role: 'tool', content: 'Hi' }),
    param: 'messages[1].tool_call_id',
    sentence: /is required/,
  }),
  refused({
    title: 'a call that nobody answers',
    body: messages(assistant({ id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } }), user),
    param: null,
    sentence: /tool_calls|tool_call_id/,
  }),
  refused({
    title: 'arguments that are an object',
    body: messages(assistant({ id: 'x', type: 'function', function: { name: 'f', arguments: {} } })),
    param: 'messages[1].tool_calls[0].function.arguments',
    sentence: /must be a string/,
  }),
  refused({ title: '129 tools', body: { tools: many(129) }, param: 'tools', sentence: /at most 128 items/ }),
  refused({ title: '1,000 tools', body: { tools: many(1_000) }, param: 'tools', sentence: /at most 128 items/ }),
  refused({ title: 'a tool without a name', body: tool({}), param: 'tools[0].function.name', sentence: /is required/ }),
  refused({
    title: 'a tool named with a blank',
    body: tool({ name: 'two words' }),
    param: 'tools[0].function.name',
    sentence: /only letters/,
  }),
  refused({
    title: 'a schema that is a list',
    body: tool({ name: 'f', parameters: [] }),
    param: 'tools[0].function.parameters',
    sentence: /must be an object/,
  }),
  refused({
    title: 'a schema of 220 levels',
    body: tool({ name: 'f', parameters: nested(220) }),
    param: 'tools[0].function.parameters',
    sentence: /nested deeper/,
  }),
  refused({
    title: 'a choice of a tool that is not there',
    body: { ...tool({ name: 'f' }), tool_choice: { type: 'function', function: { name: 'g' } } },
    param: 'tool_choice.function.name',
    sentence: /one of the tools/,
  }),
  refused({
    title: 'a choice without tools',
    body: { tool_choice: 'required' },
    param: 'tool_choice',
    sentence: /needs tools/,
  }),
  refused({
    title: 'an image that is no base64',
    body: image('data:image/png;base64,***'),
    param: 'messages[1].content[0].image_url.url',
    sentence: /base64/,
  }),
  refused({
    title: 'an image that is no data URL',
    body: image('file:///etc/passwd'),
    param: 'messages[1].content[0].image_url.url',
    sentence: /http\(s\) URL/,
  }),
  refused({
    title: 'an image that is a text',
    body: image('data:text/plain;base64,aGVsbG8='),
    param: 'messages[1].content[0].image_url.url',
    sentence: /PNG, JPEG/,
  }),
  refused({
    title: 'an image whose bytes are none',
    body: image(`data:image/png;base64,${NO_IMAGE}`),
    param: null,
    sentence: /image/,
  }),
  refused({
    title: 'a file by id',
    body: part({ type: 'file', file: { file_id: 'f' } }),
    param: 'messages[1].content[0].file.file_data',
    sentence: /not supported/,
  }),
  refused({
    title: 'sound, which the model cannot hear',
    body: part({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }),
    param: null,
    sentence: /audio/,
  }),
  refused({
    title: 'a temperature of words',
    body: { temperature: 'hot' },
    param: 'temperature',
    sentence: /must be a number/,
  }),
  refused({ title: 'a temperature above 2', body: { temperature: 2.5 }, param: 'temperature', sentence: /at most 2/ }),
  refused({ title: 'a limit below 1', body: { max_tokens: 0 }, param: 'max_tokens', sentence: /at least 1/ }),
  refused({
    title: 'a limit of half a token',
    body: { max_completion_tokens: 1.5 },
    param: 'max_completion_tokens',
    sentence: /integer/,
  }),
  refused({ title: 'stop sequences of numbers', body: { stop: [1] }, param: 'stop[0]', sentence: /must be a string/ }),
  refused({ title: 'no answers', body: { n: 0 }, param: 'n', sentence: /at least 1/ }),
  refused({
    title: 'an unknown effort',
    body: { reasoning_effort: 'extreme' },
    param: 'reasoning_effort',
    sentence: /must be one of/,
  }),
  refused({
    title: 'an unknown form of answer',
    body: { response_format: { type: 'xml' } },
    param: 'response_format.type',
    sentence: /json_schema/,
  }),
  refused({
    title: 'a schema of answers without a name',
    body: { response_format: { type: 'json_schema', json_schema: {} } },
    param: 'response_format.json_schema.name',
    sentence: /is required/,
  }),
  refused({
    title: 'options of a stream that are true',
    body: { stream_options: true },
    param: 'stream_options',
    sentence: /must be an object/,
  }),
];
