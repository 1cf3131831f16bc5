import type { ChatMessage, ContentPart, DocumentPart, ImagePart, TextPart } from '@smart-ai-hub/contracts';
import { type Conversation, createConversation } from '../requests/conversation.ts';
import { omitAbsent } from '../requests/omit-absent.ts';
import { type ReadImage, readBase64Image, readImageUrl } from '../requests/read-image.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import type { MessagesBody, MessagesMessage } from './messages.schema.ts';
import { readDocument } from './parse-document.ts';
import { toRedactedSignature } from './redacted-reasoning.ts';
import { toArgumentsJson } from './tool-input.ts';

type BlocksOf<Role> = Exclude<Extract<MessagesMessage, { role: Role }>['content'], string>;
type AssistantBlock = BlocksOf<'assistant'>[number];
type UserBlock = BlocksOf<'user'>[number];
type TextBlock = Extract<UserBlock, { type: 'text' }>;
type ImageBlock = Extract<UserBlock, { type: 'image' }>;
type ToolResultBlock = Extract<UserBlock, { type: 'tool_result' }>;
type CacheControl = TextPart['cacheControl'];

/** Reads `system` and `messages`; system messages in between, which Claude Code sends, are hoisted behind `system`. */
export function readMessages(
  body: MessagesBody,
  report: RequestReport,
): { system: TextPart[]; messages: ChatMessage[] } {
  const system = readTexts(body.system ?? []);
  const conversation = createConversation(report);
  body.messages.forEach((message, index) => {
    const path = ['messages', index, 'content'];
    const isLast = index === body.messages.length - 1;
    if (message.role === 'system') system.push(...readTexts(message.content));
    else if (isEmpty(message) && !(message.role === 'assistant' && isLast)) report.refuse(path, 'must not be empty');
    else if (message.role === 'assistant') {
      conversation.addAssistant(readAssistantContent(message.content, path, report));
    } else addUserContent(message.content, path, conversation, report);
  });
  const messages = conversation.messages();
  const hasTurns = body.messages.some(({ role }) => role !== 'system');
  if (!hasTurns) report.refuse(['messages'], 'must hold at least one user or assistant message');
  return { system, messages };
}

/** Anthropic's automatic caching: a breakpoint at the end of the conversation, unless one is there already. */
export function markLastPart(messages: ChatMessage[], cacheControl: NonNullable<CacheControl>): void {
  const part = messages.at(-1)?.content.at(-1);
  if (part && part.type !== 'reasoning') part.cacheControl ??= cacheControl;
}

function isEmpty({ content }: MessagesMessage): boolean {
  if (typeof content === 'string') return content === '';
  return content.every((block) => block.type === 'text' && block.text === '');
}

function readTexts(content: string | TextBlock[]): TextPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return content.filter((block) => block.text !== '').map(toTextPart);
}

function toTextPart({ text, cache_control: cacheControl }: TextBlock): TextPart {
  return { type: 'text', text, ...omitAbsent({ cacheControl }) };
}

function readAssistantContent(
  content: string | AssistantBlock[],
  path: FieldPath,
  report: RequestReport,
): ContentPart[] {
  if (typeof content === 'string') return readTexts(content);
  return content.flatMap((block, index): ContentPart[] => {
    switch (block.type) {
      case 'text':
        return block.text === '' ? [] : [toTextPart(block)];
      case 'thinking':
        // An empty signature is how unsigned reasoning of other providers is shown to Anthropic's clients.
        return [
          { type: 'reasoning', text: block.thinking, ...omitAbsent({ signature: block.signature || undefined }) },
        ];
      case 'redacted_thinking':
        return [{ type: 'reasoning', text: '', signature: toRedactedSignature(block.data) }];
      case 'tool_use': {
        const { id, name, input, cache_control: cacheControl } = block;
        return [
          { type: 'tool_call', id, name, argumentsJson: toArgumentsJson(input), ...omitAbsent({ cacheControl }) },
        ];
      }
      case 'foreign':
        return skipForeign([...path, index], report);
    }
  });
}

function addUserContent(
  content: string | UserBlock[],
  path: FieldPath,
  conversation: Conversation,
  report: RequestReport,
): void {
  if (typeof content === 'string') return conversation.addUser(readTexts(content));
  const others: ContentPart[] = [];
  content.forEach((block, index) => {
    const blockPath = [...path, index];
    if (block.type === 'tool_result') {
      conversation.addToolResult(readToolResult(block, blockPath, report), [...blockPath, 'tool_use_id']);
    } else others.push(...readUserBlock(block, blockPath, report));
  });
  conversation.addUser(others);
}

type UserPart = TextPart | ImagePart | DocumentPart;

function readUserBlock(block: Exclude<UserBlock, ToolResultBlock>, path: FieldPath, report: RequestReport): UserPart[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [toTextPart(block)];
    case 'image':
      return readImage(block, path, report);
    case 'document':
      return readDocument(block, path, report);
    case 'foreign':
      return skipForeign(path, report);
  }
}

/** Left out of the hub's own form; a model of another dialect is refused for it. */
function skipForeign(path: FieldPath, report: RequestReport): [] {
  report.refuseUnlessNative([...path, 'type'], 'is a content block that only models of Anthropic know');
  return [];
}

function readImage(block: ImageBlock, path: FieldPath, report: RequestReport): ImagePart[] {
  const image = readSource(block.source);
  if ('source' in image) {
    return [{ type: 'image', source: image.source, ...omitAbsent({ cacheControl: block.cache_control }) }];
  }
  report.refuse([...path, 'source', block.source.type === 'url' ? 'url' : 'data'], image.problem);
  return [];
}

function readSource(source: ImageBlock['source']): ReadImage {
  if (source.type === 'url') return readImageUrl(source.url);
  return readBase64Image(source.data, source.media_type ?? undefined);
}

function readToolResult(block: ToolResultBlock, path: FieldPath, report: RequestReport) {
  return {
    type: 'tool_result' as const,
    toolCallId: block.tool_use_id,
    content: readToolResultContent(block.content ?? [], [...path, 'content'], report),
    isError: block.is_error ?? false,
    ...omitAbsent({ cacheControl: block.cache_control }),
  };
}

function readToolResultContent(
  content: NonNullable<ToolResultBlock['content']>,
  path: FieldPath,
  report: RequestReport,
): UserPart[] {
  if (typeof content === 'string') return readTexts(content);
  return content.flatMap((block, index): UserPart[] => {
    // Deferred tools are all given to the model at once, so that the reference need only be told.
    if (block.type === 'tool_reference') return [{ type: 'text', text: `Tool ${block.tool_name} is available.` }];
    return readUserBlock(block, [...path, index], report);
  });
}
