import { invalidRequest } from '../openai/openai-errors.ts';
import { type Json, objectsOf, textOf } from '../read-body-fields.ts';
import { isSealOf } from './sealed-reasoning.ts';

/** Among them what Codex adds, which OpenAI takes. */
const KNOWN_FIELDS = new Set(
  (
    'model input instructions background client_metadata context_management conversation include max_output_tokens max_tool_calls metadata ' +
    'moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention ' +
    'reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p ' +
    'truncation user'
  ).split(' '),
);
const ROLES = ['assistant', 'system', 'developer', 'user'];
const CALLS = new Set(['function_call', 'custom_tool_call']);
const OUTPUTS = new Set(['function_call_output', 'custom_tool_call_output']);
const MIN_OUTPUT_TOKENS = 16;

/** Refuses what OpenAI's Responses API refuses, in its words as far as they are known. */
export function validateResponsesBody(body: Json, isCompatible: boolean): void {
  if (textOf(body['model']) === '') throw invalidRequest('you must provide a model parameter');
  const unknown = isCompatible ? undefined : Object.keys(body).find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) throw invalidRequest(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
  const limit = body['max_output_tokens'];
  if (typeof limit === 'number' && limit < MIN_OUTPUT_TOKENS) {
    const message = `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got ${limit} instead.`;
    throw invalidRequest(message, 'max_output_tokens', 'integer_below_min_value');
  }
  const previous = textOf(body['previous_response_id']);
  if (previous !== '') {
    const message = `Previous response with id '${previous}' not found.`;
    throw invalidRequest(message, 'previous_response_id', 'previous_response_not_found');
  }
  validateInput(body['input']);
}

function validateInput(input: unknown): void {
  if (typeof input === 'string') return;
  if (!Array.isArray(input) || input.length === 0) {
    throw invalidRequest("Missing required parameter: 'input'.", 'input', 'missing_required_parameter');
  }
  const items = objectsOf(input);
  items.forEach(validateItem);
  const idsOf = (types: Set<string>) =>
    items.filter(({ type }) => types.has(textOf(type))).map((item) => textOf(item['call_id']));
  const [calls, outputs] = [idsOf(CALLS), idsOf(OUTPUTS)];
  const orphan = outputs.find((id) => !calls.includes(id));
  if (orphan !== undefined) {
    throw invalidRequest(`No tool call found for function call output with call_id ${orphan}.`, 'input');
  }
  const open = calls.find((id) => !outputs.includes(id));
  if (open !== undefined) throw invalidRequest(`No tool output found for function call ${open}.`, 'input');
}

function validateItem(item: Json, index: number): void {
  const type = textOf(item['type']) || 'message';
  if (type === 'message' && !ROLES.includes(textOf(item['role']))) {
    const supported = ROLES.map((role) => `'${role}'`).join(', ');
    const message = `Invalid value: '${textOf(item['role'])}'. Supported values are: ${supported}.`;
    throw invalidRequest(message, `input[${index}].role`, 'invalid_value');
  }
  // Nothing is kept here: an item is there in full, or not at all.
  if (type === 'item_reference') throw itemNotFound(item);
  if (type !== 'reasoning') return;
  if (item['encrypted_content'] == null) throw itemNotFound(item);
  if (isSealOf(item['id'], item['encrypted_content'])) return;
  const message = `The encrypted content for item ${textOf(item['id'])} could not be verified.`;
  throw invalidRequest(message, null, 'invalid_encrypted_content');
}

function itemNotFound({ id }: Json) {
  const message = `Item with id '${textOf(id)}' not found. Items are not persisted when \`store\` is set to false.`;
  return invalidRequest(message, 'input');
}
