import type { ChatMessage, ContentPart, ImagePart, TextPart } from '@smart-ai-hub/contracts';
import { createConversation } from '../requests/conversation.ts';
import { omitAbsent } from '../requests/omit-absent.ts';
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
    if (message.role !== 'tool' && message.name) report.warn('messages.name is not passed on');
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

function readUserContent(content: UserContent, path: FieldPath, report: RequestReport): (TextPart | ImagePart)[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return content.flatMap((part, index): (TextPart | ImagePart)[] => {
    if (part.type === 'text') return part.text === '' ? [] : [textPart(part.text, part.cache_control)];
    const { url, detail } = part.image_url;
    if (detail && detail !== 'auto') report.warn('image_url.detail is not passed on');
    const image = readImageUrl(url);
    if ('source' in image) {
      return [{ type: 'image', source: image.source, ...omitAbsent({ cacheControl: part.cache_control }) }];
    }
    report.refuse([...path, index, 'image_url', 'url'], image.problem);
    return [];
  });
}

function readAssistantMessage(message: MessageOf<'assistant'>, path: FieldPath, report: RequestReport): ContentPart[] {
  if (message.function_call) report.refuse([...path, 'function_call'], 'is not supported any more: use tool_calls');
  if (message.audio) report.refuse([...path, 'audio'], 'is not supported');
  const reasoning: ContentPart[] = message.reasoning_content
    ? [{ type: 'reasoning', text: message.reasoning_content }]
    : [];
  const calls = (message.tool_calls ?? []).map((call): ContentPart => {
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
