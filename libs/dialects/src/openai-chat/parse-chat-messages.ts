import type { ChatMessage, ContentPart, DocumentPart, ImagePart, TextPart } from '@smart-ai-hub/contracts';
import { createConversation } from '../requests/conversation.ts';
import { omitAbsent } from '../requests/omit-absent.ts';
import { readDocumentData } from '../requests/read-document.ts';
import { readImageUrl } from '../requests/read-image.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import type { ChatCompletionMessage } from './chat-completion.schema.ts';

type MessageOf<Role> = Extract<ChatCompletionMessage, { role: Role }>;
type UserContent = MessageOf<'user'>['content'];
type AssistantContent = NonNullable<MessageOf<'assistant'>['content']>;

/** Reads `messages`: system and developer messages are hoisted, tool messages become results in the next user message. */
export function readChatMessages(
  messages: ChatCompletionMessage[],
  report: RequestReport,
): { system: TextPart[]; messages: ChatMessage[] } {
  const system: TextPart[][] = [];
  const conversation = createConversation(report);
  messages.forEach((message, index) => {
    const path = ['messages', index];
    if (message.role !== 'tool' && message.name) report.warnUnlessNative('messages.name is not passed on');
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(readTexts(message.content));
        break;
      case 'user':
        conversation.addUser(readUserContent(message.content, [...path, 'content'], report));
        break;
      case 'assistant':
        conversation.addAssistant(readAssistantMessage(message, path, report));
        break;
      case 'tool':
        conversation.addToolResult(readToolResult(message, path, report), [...path, 'tool_call_id']);
        break;
    }
  });
  return withSomethingToAnswer(system, conversation.messages(), report);
}

/** OpenAI answers a lone system message, other providers need a user message: the last instruction is then asked as one. */
function withSomethingToAnswer(
  system: TextPart[][],
  messages: ChatMessage[],
  report: RequestReport,
): { system: TextPart[]; messages: ChatMessage[] } {
  if (messages.length > 0) return { system: system.flat(), messages };
  const last = system.findLast((parts) => parts.length > 0);
  if (!last) {
    report.refuse(['messages'], 'must hold at least one message that is not empty');
    return { system: [], messages };
  }
  report.warn('the last system message was sent as a user message');
  const others = system.filter((parts) => parts !== last).flat();
  return { system: others, messages: [{ role: 'user', content: last }] };
}

function readTexts(content: MessageOf<'system'>['content']): TextPart[] {
  const parts = typeof content === 'string' ? [{ text: content, cache_control: undefined }] : content;
  return parts.filter((part) => part.text !== '').map((part) => textPart(part.text, part.cache_control));
}

function textPart(text: string, cacheControl: TextPart['cacheControl'] = undefined): TextPart {
  return { type: 'text', text, ...omitAbsent({ cacheControl }) };
}

type UserPart = TextPart | ImagePart | DocumentPart;

function readUserContent(content: UserContent, path: FieldPath, report: RequestReport): UserPart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return content.flatMap((part, index) => readUserPart(part, [...path, index], report));
}

function readUserPart(part: Exclude<UserContent, string>[number], path: FieldPath, report: RequestReport): UserPart[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [textPart(part.text, part.cache_control)];
    case 'image_url':
      return readImage(part, path, report);
    case 'file':
      return readFile(part, path, report);
    case 'foreign':
      report.refuseUnlessNative([...path, 'type'], 'is a content part that only models of OpenAI know');
      return [];
  }
}

type PartOf<Type> = Extract<Exclude<UserContent, string>[number], { type: Type }>;

function readImage(part: PartOf<'image_url'>, path: FieldPath, report: RequestReport): ImagePart[] {
  const { url, detail } = part.image_url;
  const image = readImageUrl(url);
  if ('source' in image) {
    return [{ type: 'image', source: image.source, ...omitAbsent({ detail, cacheControl: part.cache_control }) }];
  }
  report.refuse([...path, 'image_url', 'url'], image.problem);
  return [];
}

/** Files by id lie in the account of whoever uploaded them, and the hub's callers have none at its providers. */
function readFile(part: PartOf<'file'>, path: FieldPath, report: RequestReport): DocumentPart[] {
  const { file_data: data, filename: title } = part.file;
  const file = data ? readDocumentData(data) : { problem: 'is required: files by id are not supported' };
  if ('source' in file) {
    return [{ type: 'document', source: file.source, ...omitAbsent({ title, cacheControl: part.cache_control }) }];
  }
  report.refuse([...path, 'file', 'file_data'], file.problem);
  return [];
}

function readAssistantMessage(message: MessageOf<'assistant'>, path: FieldPath, report: RequestReport): ContentPart[] {
  if (message.function_call) report.refuse([...path, 'function_call'], 'is not supported any more: use tool_calls');
  if (message.audio) report.refuse([...path, 'audio'], 'is not supported');
  const reasoning: ContentPart[] = message.reasoning_content
    ? [{ type: 'reasoning', text: message.reasoning_content }]
    : [];
  const calls = (message.tool_calls ?? []).map((call, index): ContentPart => {
    if (call.type === 'foreign') {
      report.refuseUnlessNative([...path, 'tool_calls', index, 'type'], 'must be "function" for this model');
      return { type: 'tool_call', id: call.id, name: 'custom', argumentsJson: '' };
    }
    const { name, arguments: argumentsJson } = call.function;
    return { type: 'tool_call', id: call.id, name, argumentsJson: argumentsJson ?? '' };
  });
  return [...reasoning, ...readAssistantContent(message.content ?? message.refusal ?? ''), ...calls];
}

function readAssistantContent(content: AssistantContent): TextPart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return content
    .map((part) => (part.type === 'text' ? textPart(part.text, part.cache_control) : textPart(part.refusal)))
    .filter((part) => part.text !== '');
}

function readToolResult(message: MessageOf<'tool'>, path: FieldPath, report: RequestReport) {
  return {
    type: 'tool_result' as const,
    toolCallId: message.tool_call_id,
    content: readUserContent(message.content, [...path, 'content'], report),
    isError: false,
    ...omitAbsent({ cacheControl: message.cache_control }),
  };
}
