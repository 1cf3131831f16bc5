import type { IncomingHttpHeaders } from 'node:http';
import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';
import { invalidRequest } from './anthropic-errors.ts';
import { validateBetas, validateBlocks } from './validate-blocks.ts';

const KNOWN_FIELDS = new Set(
  (
    'model messages max_tokens system stop_sequences stream temperature top_p top_k tools tool_choice thinking metadata ' +
    'service_tier container context_management mcp_servers output_config output_format cache_control inference_geo speed ' +
    'diagnostics safeguards'
  ).split(' '),
);
const SAMPLING_FIELDS = ['temperature', 'top_p', 'top_k'];
/** From this version of the API on, sampling parameters are refused. */
const VERSION_WITHOUT_SAMPLING = '2026-10-21';

/** Refuses what Anthropic refuses, in its words as far as they are known. */
export function validateAnthropicBody(body: Json, headers: IncomingHttpHeaders): void {
  const version = textOf(headers['anthropic-version']);
  if (version === '') throw invalidRequest('anthropic-version: header is required');
  if (textOf(body['model']) === '') throw invalidRequest('model: Field required');
  const maxTokens = body['max_tokens'];
  if (maxTokens === undefined) throw invalidRequest('max_tokens: Field required');
  if (!Number.isInteger(maxTokens)) throw invalidRequest('max_tokens: Input should be a valid integer');
  if (Number(maxTokens) < 1) throw invalidRequest('max_tokens: Input should be greater than or equal to 1');
  const unknown = Object.keys(body).find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) throw invalidRequest(`${unknown}: Extra inputs are not permitted`);
  validateBetas(body, headers);
  validateSampling(body, version);
  validateThinking(body);
  validateMessages(body['messages']);
}

function validateSampling(body: Json, version: string): void {
  const given = SAMPLING_FIELDS.find((name) => body[name] !== undefined);
  if (given !== undefined && version >= VERSION_WITHOUT_SAMPLING)
    throw invalidRequest(`${given}: Extra inputs are not permitted`);
  const temperature = body['temperature'];
  if (typeof temperature === 'number' && temperature > 1) throw invalidRequest('temperature: range: 0..1');
}

function validateThinking(body: Json): void {
  const thinking = body['thinking'];
  if (!isObject(thinking) || thinking['type'] !== 'enabled') return;
  const budget = Number(thinking['budget_tokens']);
  if (!(budget >= 1024))
    throw invalidRequest('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
  if (budget >= Number(body['max_tokens']))
    throw invalidRequest('`max_tokens` must be greater than `thinking.budget_tokens`.');
  if (typeof body['temperature'] === 'number' && body['temperature'] !== 1) {
    throw invalidRequest('`temperature` may only be set to 1 when thinking is enabled.');
  }
  validateThoughtsBeforeTools(body['messages']);
}

/** In a tool loop a model that thinks wants to see what it thought before its call. */
function validateThoughtsBeforeTools(messages: unknown): void {
  const list = Array.isArray(messages) ? messages : [];
  const at = list.findLastIndex((message) => isObject(message) && message['role'] === 'assistant');
  if (toolIds(list.at(-1), 'tool_result', 'tool_use_id').length === 0) return;
  const blocks = isObject(list[at]) ? objectsOf(list[at]['content']) : [];
  const first = textOf(blocks[0]?.['type']);
  if (blocks.some((block) => block['type'] === 'tool_use') && !/thinking$/.test(first)) {
    throw invalidRequest(
      `messages.${at}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. ` +
        'When `thinking` is enabled, a final `assistant` message must start with a thinking block.',
    );
  }
}

function validateMessages(messages: unknown): void {
  if (!Array.isArray(messages)) throw invalidRequest('messages: Field required');
  if (messages.length === 0) throw invalidRequest('messages: at least one message is required');
  for (const [index, message] of messages.entries()) {
    if (!isObject(message)) throw invalidRequest(`messages.${index}: Input should be a valid dictionary`);
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant' && role !== 'system') {
      throw invalidRequest(`messages: Unexpected role "${textOf(role)}". Allowed roles are "user" or "assistant".`);
    }
    if (typeof content !== 'string' && !Array.isArray(content)) {
      throw invalidRequest(`messages.${index}.content: Input should be a valid list`);
    }
    const isFinalAnswer = role === 'assistant' && index === messages.length - 1;
    // A compacted session of Claude Code carries instructions without content.
    if (content.length === 0 && !isFinalAnswer && role !== 'system')
      throw invalidRequest(`messages.${index}: all messages must have non-empty content`);
    if (objectsOf(content).some((block) => block['type'] === 'text' && textOf(block['text']) === '')) {
      throw invalidRequest('messages: text content blocks must be non-empty');
    }
    validateBlocks(content, `messages.${index}.content`);
    validateToolPairs(messages, index);
  }
}

/** Each tool call is answered in the very next message, and each result answers a call of the message before. */
function validateToolPairs(messages: unknown[], index: number): void {
  const uses = toolIds(messages[index], 'tool_use', 'id');
  const results = new Set(toolIds(messages[index + 1], 'tool_result', 'tool_use_id'));
  const open = uses.filter((id) => !results.has(id));
  if (open.length > 0) {
    throw invalidRequest(
      `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. ` +
        'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
    );
  }
  const known = new Set(toolIds(messages[index - 1], 'tool_use', 'id'));
  const stray = toolIds(messages[index], 'tool_result', 'tool_use_id').find((id) => !known.has(id));
  if (stray !== undefined) {
    throw invalidRequest(
      `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. ` +
        'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
    );
  }
}

function toolIds(message: unknown, type: string, key: string): string[] {
  const content = isObject(message) ? objectsOf(message['content']) : [];
  return content.filter((block) => block['type'] === type).map((block) => textOf(block[key]));
}
