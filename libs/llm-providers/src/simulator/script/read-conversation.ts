import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';

/** What rules look at. Read from a body without knowing its dialect: the places of texts and tools differ little. */
export type Conversation = {
  model: string;
  lastText: string;
  anyText: string;
  toolNames: string[];
  toolResults: number;
};

const INSTRUCTIONS = ['system', 'instructions'];
const MESSAGES = ['messages', 'input'];
const RESULT_TYPES = new Set(['tool_result', 'function_call_output', 'custom_tool_call_output']);
/** They hold no words that anybody has said. */
const SILENT_KEYS = new Set(['id', 'type', 'role', 'tools', 'signature', 'encrypted_content']);

export function readConversation(body: Json): Conversation {
  const messages = MESSAGES.flatMap((key) => itemsOf(body[key]));
  const texts = [...INSTRUCTIONS.flatMap((key) => textsOf(body[key])), ...messages.flatMap(textsOf)];
  return {
    model: textOf(body['model']),
    lastText: textsOf(messages.findLast((message) => !isSystem(message))).join('\n'),
    anyText: texts.join('\n'),
    toolNames: toolNamesOf(body),
    toolResults: messages.reduce<number>((count, message) => count + countResults(message), 0),
  };
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

/** Instructions may come last as well, and are no turn of the conversation. */
function isSystem(message: unknown): boolean {
  if (!isObject(message)) return false;
  return message['role'] === 'system' || message['role'] === 'developer' || message['type'] === 'configuration_update';
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => (SILENT_KEYS.has(key) ? [] : textsOf(member)));
}

function countResults(message: unknown): number {
  if (!isObject(message)) return 0;
  if (message['role'] === 'tool' || RESULT_TYPES.has(textOf(message['type']))) return 1;
  return objectsOf(message['content']).filter((block) => RESULT_TYPES.has(textOf(block['type']))).length;
}

/** Tools by name: of the body, of namespaces within, and of input items that bring more of them. */
export function toolNamesOf(body: Json): string[] {
  const offered = [...objectsOf(body['tools']), ...objectsOf(body['input']).flatMap(({ tools }) => objectsOf(tools))];
  return offered.flatMap(namesOf);
}

function namesOf(tool: Json): string[] {
  const inner = objectsOf(tool['tools']);
  if (inner.length > 0) return inner.flatMap(namesOf);
  const name = isObject(tool['function']) ? tool['function']['name'] : (tool['name'] ?? tool['type']);
  return [textOf(name)];
}
