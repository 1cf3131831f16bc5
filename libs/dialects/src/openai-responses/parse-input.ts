import type { ChatMessage, ContentPart, TextPart } from '@smart-ai-hub/contracts';
import { type Conversation, createConversation } from '../requests/conversation.ts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import { checkPart } from './check-part.ts';
import { toSignature } from './encrypted-reasoning.ts';
import {
  type MessageItem,
  type ReasoningItem,
  customToolCallItemSchema,
  functionCallItemSchema,
  messageItemSchema,
  reasoningItemSchema,
  toolOutputItemSchema,
} from './input-item.schema.ts';
import { type ReadPart, readContent } from './parse-content.ts';
import type { ResponsesBody } from './responses.schema.ts';
import { toCustomArguments, toFlatName } from './tool-names.ts';

type Item = { type?: unknown; [member: string]: unknown };
type Reading = {
  report: RequestReport;
  system: TextPart[];
  conversation: Conversation;
  /** What the assistant said and did in one go: dialects with messages want it in one. */
  assistant: ContentPart[];
};

/** Items that bring no turn of their own: what they say is read elsewhere, or is of no use to another provider. */
const SILENT_ITEMS = new Set(['additional_tools', 'configuration_update', 'compaction_trigger']);

/** Reads `instructions` and `input`: system and developer messages are hoisted, outputs of tools follow their calls. */
export function readInput(
  { instructions, input }: Pick<ResponsesBody, 'instructions' | 'input'>,
  report: RequestReport,
): { system: TextPart[]; messages: ChatMessage[] } {
  const system: TextPart[] = instructions ? [{ type: 'text', text: instructions }] : [];
  const reading: Reading = { report, system, conversation: createConversation(report), assistant: [] };
  const items: Item[] = typeof input === 'string' ? [{ role: 'user', content: input }] : (input ?? []);
  items.forEach((item, index) => readItem(item, ['input', index], reading));
  endAssistantTurn(reading);
  return withSomethingToAnswer(reading, items.every(isEmptyMessage));
}

/** OpenAI answers a lone instruction, other providers need a user message: the last one is then asked as such. */
function withSomethingToAnswer({ system, conversation, report }: Reading, isEmpty: boolean) {
  const messages = conversation.messages();
  if (messages.length > 0) return { system, messages };
  const last = system.at(-1);
  if (!last) {
    const fault = 'must hold at least one message that is not empty';
    if (isEmpty) report.refuse(['input'], fault);
    else report.refuseUnlessNative(['input'], fault);
    return { system, messages };
  }
  return { system: system.slice(0, -1), messages: [{ role: 'user' as const, content: [last] }] };
}

/** As opposed to one of which only a provider of this dialect knows what it says. */
function isEmptyMessage({ type = 'message', content }: Item): boolean {
  return type === 'message' && (content === '' || (Array.isArray(content) && content.length === 0));
}

function readItem(item: Item, path: FieldPath, reading: Reading): void {
  const type = item.type ?? 'message';
  switch (type) {
    case 'message':
      return readMessage(item, path, reading);
    case 'reasoning': {
      const reasoning = checkPart(reasoningItemSchema, item, path, reading.report);
      if (reasoning) reading.assistant.push(...readReasoning(reasoning));
      return;
    }
    case 'function_call':
    case 'custom_tool_call':
      return readToolCall(item, path, reading);
    case 'function_call_output':
    case 'custom_tool_call_output':
      return readToolOutput(item, path, reading);
    case 'item_reference':
      return reading.report.refuse([...path, 'id'], 'is not the id of an item that the hub keeps for you');
    default:
      return reportForeignItem(String(type), path, reading.report);
  }
}

function readMessage(item: Item, path: FieldPath, reading: Reading): void {
  const message = checkPart(messageItemSchema, item, path, reading.report);
  if (!message) return;
  const content = readContent(message.content, [...path, 'content'], reading.report);
  if (message.role === 'assistant') reading.assistant.push(...content);
  else endAssistantTurn(reading);
  if (message.role === 'user') reading.conversation.addUser(content);
  else if (message.role !== 'assistant') reading.system.push(...onlyTexts(content, message.role, path, reading.report));
}

function onlyTexts(content: ReadPart[], role: MessageItem['role'], path: FieldPath, report: RequestReport): TextPart[] {
  return content.flatMap((part, index) => {
    if (part.type === 'text') return [part];
    report.refuse([...path, 'content', index, 'type'], `must be "input_text" in a ${role} message`);
    return [];
  });
}

function endAssistantTurn(reading: Reading): void {
  // Between two outputs of parallel calls nothing was said: an empty turn there would end the calls.
  if (reading.assistant.length === 0) return;
  reading.conversation.addAssistant(reading.assistant);
  reading.assistant = [];
}

function readReasoning({ summary, content, encrypted_content: encrypted }: ReasoningItem): ContentPart[] {
  const texts = [...(summary ?? []), ...(content ?? [])].map(({ text }) => text);
  const signature = encrypted ? toSignature(encrypted) : undefined;
  if (texts.length === 0 && signature === undefined) return [];
  return [{ type: 'reasoning', text: texts.join('\n\n'), ...omitAbsent({ signature }) }];
}

function readToolCall(item: Item, path: FieldPath, { assistant, report }: Reading): void {
  if (item.type === 'function_call') {
    const call = checkPart(functionCallItemSchema, item, path, report);
    if (call) assistant.push(toToolCall(call, call.arguments));
    return;
  }
  const call = checkPart(customToolCallItemSchema, item, path, report);
  if (call) assistant.push(toToolCall(call, toCustomArguments(call.input)));
}

type Call = { call_id: string; name: string; namespace?: string | null | undefined };

function toToolCall({ call_id: id, name, namespace }: Call, argumentsJson: string): ContentPart {
  return { type: 'tool_call', id, name: toFlatName(name, namespace), argumentsJson };
}

function readToolOutput(item: Item, path: FieldPath, reading: Reading): void {
  const result = checkPart(toolOutputItemSchema, item, path, reading.report);
  if (!result) return;
  endAssistantTurn(reading);
  const content = readContent(result.output, [...path, 'output'], reading.report);
  const toolCallId = result.call_id;
  reading.conversation.addToolResult({ type: 'tool_result', toolCallId, content, isError: false }, [
    ...path,
    'call_id',
  ]);
}

/** Calls of hosted tools and the like mean nothing to a provider that has no such tool; a compacted past is needed to go on. */
function reportForeignItem(type: string, path: FieldPath, report: RequestReport): void {
  if (SILENT_ITEMS.has(type)) return;
  if (type.startsWith('compaction')) {
    report.refuseUnlessNative([...path, 'type'], 'can only be read by the provider that compacted the conversation');
  } else report.warnUnlessNative('input items of hosted tools are not passed on');
}
