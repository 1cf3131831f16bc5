import type { ChatMessage, ContentPart, ImagePart, TextPart } from '@smart-ai-hub/contracts';
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
  const told = content.filter((part) => part.type === 'text' || part.type === 'image');
  // A tool message holds text only: pictures that a tool made follow in the user's name.
  const pictures = results.flatMap((result) => result.content.filter((part) => part.type === 'image'));
  const userContent = toUserContent([...pictures, ...told]);
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

function toUserContent(parts: (TextPart | ImagePart)[]): string | OpenAI.ChatCompletionContentPart[] | undefined {
  const [only] = parts;
  if (only === undefined) return undefined;
  if (parts.length === 1 && only.type === 'text') return only.text;
  return parts.map((part) =>
    part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image_url', image_url: { url: toUrl(part) } },
  );
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
