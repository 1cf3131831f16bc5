import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';
import { invalidRequest } from './openai-errors.ts';
import { validateParts, validateTools } from './validate-parts.ts';

const KNOWN_FIELDS = new Set(
  (
    'model messages audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens ' +
    'metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options ' +
    'prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream ' +
    'stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options'
  ).split(' '),
);
const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];
const MAX_STOP_SEQUENCES = 4;

/** Refuses what OpenAI refuses, in its words as far as they are known. Compatible servers pass over unknown fields. */
export function validateOpenAiBody(body: Json, isCompatible: boolean): void {
  if (textOf(body['model']) === '') throw invalidRequest('you must provide a model parameter');
  const unknown = isCompatible ? undefined : Object.keys(body).find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) {
    throw invalidRequest(`Unrecognized request argument supplied: ${unknown}`, unknown, 'unknown_parameter');
  }
  validateNumbers(body);
  if (body['stream_options'] != null && body['stream'] !== true) {
    throw invalidRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  if (!isCompatible && Array.isArray(body['stop']) && body['stop'].length > MAX_STOP_SEQUENCES) {
    throw invalidRequest(
      "Invalid 'stop': array too long. Expected an array with maximum length 4.",
      'stop',
      'array_above_max_length',
    );
  }
  if (body['tools'] === undefined && body['tool_choice'] !== undefined) {
    throw invalidRequest(
      "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
      'tool_choice',
    );
  }
  if (!isCompatible) validateTools(body['tools']);
  validateMessages(body['messages'], isCompatible);
}

function validateNumbers(body: Json): void {
  const limits: [name: string, min: number, max: number][] = [
    ['temperature', 0, 2],
    ['top_p', 0, 1],
    ['max_tokens', 1, Number.POSITIVE_INFINITY],
    ['max_completion_tokens', 1, Number.POSITIVE_INFINITY],
    ['n', 1, 128],
    ['top_logprobs', 0, 20],
  ];
  for (const [name, min, max] of limits) {
    const value = body[name];
    if (value == null) continue;
    if (typeof value !== 'number')
      throw invalidRequest(`Invalid type for '${name}': expected a number.`, name, 'invalid_type');
    if (value > max) {
      throw invalidRequest(
        `Invalid '${name}': value above maximum. Expected <= ${max}, got ${value}.`,
        name,
        'decimal_above_max_value',
      );
    }
    if (value < min) {
      throw invalidRequest(
        `Invalid '${name}': value below minimum. Expected >= ${min}, got ${value}.`,
        name,
        'integer_below_min_value',
      );
    }
  }
}

function validateMessages(messages: unknown, isCompatible: boolean): void {
  if (!Array.isArray(messages)) {
    throw invalidRequest("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  }
  if (messages.length === 0) {
    throw invalidRequest(
      "Invalid 'messages': empty array. Expected an array with minimum length 1.",
      'messages',
      'empty_array',
    );
  }
  let open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const role = isObject(message) ? textOf(message['role']) : '';
    if (!isObject(message) || !ROLES.includes(role)) {
      throw invalidRequest(
        `Invalid value: '${role}'. Supported values are: ${ROLES.join(', ')}.`,
        `messages[${index}].role`,
        'invalid_value',
      );
    }
    if (!isCompatible) validateParts(message, `messages[${index}]`);
    if (role === 'tool') {
      if (!open.delete(textOf(message['tool_call_id']))) {
        throw invalidRequest(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      }
      continue;
    }
    refuseOpenCalls(open);
    open = new Set(objectsOf(message['tool_calls']).map((call) => textOf(call['id'])));
    if (message['content'] == null && open.size === 0) {
      throw invalidRequest(`Invalid value for 'content': expected a string, got null.`, `messages.[${index}].content`);
    }
  }
  refuseOpenCalls(open);
}

function refuseOpenCalls(open: Set<string>): void {
  if (open.size === 0) return;
  throw invalidRequest(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    'messages',
  );
}
