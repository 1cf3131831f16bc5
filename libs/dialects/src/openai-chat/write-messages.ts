import {
  AppError,
  type ChatMessage,
  type ContentPart,
  type DocumentPart,
  type ImagePart,
  type TextPart,
} from '@smart-ai-hub/contracts';
import type OpenAI from 'openai';
import { sniffMediaType } from '../requests/sniff-media-type.ts';

type Message = OpenAI.ChatCompletionMessageParam;
type ToolResult = Extract<ContentPart, { type: 'tool_result' }>;

/** System texts as one message, then the talk; a message with tool results becomes several, the results first. */
export function toMessages(system: TextPart[], messages: ChatMessage[]): Message[] {
  const systemText = joinTexts(system);
  const first: Message[] = systemText === '' ? [] : [{ role: 'system', content: systemText }];
  const talk = joinToolResults(messages);
  return [
    ...first,
    ...talk.flatMap((message) => (message.role === 'user' ? fromUser(message) : fromAssistant(message))),
  ];
}

/** Results of one turn that stand in several user messages are brought together: nothing may stand between them. */
function joinToolResults(messages: ChatMessage[]): ChatMessage[] {
  const hasResults = ({ content }: ChatMessage) => content.some((part) => part.type === 'tool_result');
  const joined: ChatMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const belongs = last?.role === 'user' && message.role === 'user' && (hasResults(last) || hasResults(message));
    if (last && belongs) joined[joined.length - 1] = { role: 'user', content: [...last.content, ...message.content] };
    else joined.push(message);
  }
  return joined;
}

function joinTexts(parts: TextPart[]): string {
  return parts
    .map((part) => part.text)
    .filter((text) => text !== '')
    .join('\n');
}

function fromUser({ content }: ChatMessage): Message[] {
  const results = content.filter((part) => part.type === 'tool_result');
  const told = content.filter(isUserPart);
  // A tool message holds text only: pictures and files that a tool made follow in the user's name.
  const files = results.flatMap((result) => result.content.filter((part) => part.type !== 'text'));
  const userContent = toUserContent([...files, ...told]);
  return [
    ...results.map(toToolMessage),
    ...(userContent === undefined ? [] : [{ role: 'user' as const, content: userContent }]),
  ];
}

function toToolMessage(result: ToolResult): Message {
  const text = joinTexts(result.content.filter((part) => part.type === 'text'));
  return { role: 'tool', tool_call_id: result.toolCallId, content: result.isError ? asError(text) : text };
}

/** OpenAI has no field for a failed tool: the text has to say it. */
function asError(text: string): string {
  return /^\W*error/i.test(text) ? text : `Error: ${text}`;
}

type UserPart = TextPart | ImagePart | DocumentPart;

function isUserPart(part: ContentPart): part is UserPart {
  return part.type === 'text' || part.type === 'image' || part.type === 'document';
}

function toUserContent(parts: UserPart[]): string | OpenAI.ChatCompletionContentPart[] | undefined {
  const [only] = parts;
  if (only === undefined) return undefined;
  if (parts.length === 1 && only.type === 'text') return only.text;
  return parts.map(toUserPart);
}

function toUserPart(part: UserPart): OpenAI.ChatCompletionContentPart {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'document') return toFilePart(part);
  const { detail } = part;
  const known = detail === 'original' ? 'high' : detail;
  return { type: 'image_url', image_url: { url: toUrl(part), ...(known !== undefined && { detail: known }) } };
}

/** Chat completions take a file's bytes, or its text among the rest; they fetch none. */
function toFilePart({ source, title }: DocumentPart): OpenAI.ChatCompletionContentPart {
  if (source.kind === 'text')
    return { type: 'text', text: title === undefined ? source.text : `${title}\n\n${source.text}` };
  if (source.kind === 'url') {
    throw new AppError('validation_failed', {
      detail: 'This model reads no documents by their URL. Send the document itself, base64 encoded.',
    });
  }
  const fileData = `data:${sniffMediaType(source.data) ?? source.mediaType};base64,${source.data}`;
  return { type: 'file', file: { filename: title ?? 'document.pdf', file_data: fileData } };
}

function toUrl({ source }: ImagePart): string {
  if (source.kind === 'url') return source.url;
  return `data:${sniffMediaType(source.data) ?? source.mediaType};base64,${source.data}`;
}

/** Reasoning stays out: chat completions cannot carry it back, and another provider's would be refused. */
function fromAssistant({ content }: ChatMessage): Message[] {
  const text = content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('');
  const calls = content.filter((part) => part.type === 'tool_call');
  if (text === '' && calls.length === 0) return [];
  if (calls.length === 0) return [{ role: 'assistant', content: text }];
  return [
    {
      role: 'assistant',
      content: text === '' ? null : text,
      tool_calls: calls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.argumentsJson },
      })),
    },
  ];
}
