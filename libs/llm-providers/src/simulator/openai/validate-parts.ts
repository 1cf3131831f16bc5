import { findImageFault } from '../find-image-fault.ts';
import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';
import { invalidRequest } from './openai-errors.ts';

/** Members of a message that OpenAI knows; any other fails the call. */
const MESSAGE_MEMBERS = new Set([
  'role',
  'content',
  'name',
  'refusal',
  'audio',
  'tool_calls',
  'tool_call_id',
  'function_call',
]);
const MAX_TOOLS = 128;

export function validateTools(tools: unknown): void {
  if (Array.isArray(tools) && tools.length > MAX_TOOLS) {
    const message = `Invalid 'tools': array too long. Expected an array with maximum length ${MAX_TOOLS}, but got an array with length ${tools.length} instead.`;
    throw invalidRequest(message, 'tools', 'array_above_max_length');
  }
  objectsOf(tools).forEach((tool, index) =>
    refuseUnknown(tool, new Set(['type', 'function', 'custom']), `tools[${index}]`),
  );
}

/** What OpenAI refuses of a message's members and of its pictures, sounds and files. */
export function validateParts(message: Json, path: string): void {
  refuseUnknown(message, MESSAGE_MEMBERS, path);
  for (const [index, part] of objectsOf(message['content']).entries()) {
    const place = `${path}.content[${index}]`;
    if (part['cache_control'] !== undefined) throw unknownParameter(`${place}.cache_control`);
    if (part['type'] === 'input_audio') {
      const message = 'This model does not support audio inputs.';
      throw invalidRequest(message, `${place}.type`, 'invalid_value');
    }
    const url = isObject(part['image_url']) ? textOf(part['image_url']['url']) : '';
    const [, type = '', data = ''] = /^data:([^;]+);base64,(.*)$/s.exec(url) ?? [];
    if (url.startsWith('data:') && findImageFault(type, data) !== undefined) {
      const sentence = 'You uploaded an unsupported image. Please make sure your image is valid.';
      throw invalidRequest(sentence, `${place}.image_url`, 'image_parse_error');
    }
  }
}

function refuseUnknown(value: Json, known: Set<string>, path: string): void {
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownParameter(`${path}.${unknown}`);
}

function unknownParameter(path: string) {
  return invalidRequest(`Unknown parameter: '${path}'.`, path, 'unknown_parameter');
}
