import type { RunAnswerPart, RunRequest } from '@smart-ai-hub/contracts';

/** One piece of what was said. `title` says what it is where it is no plain text; `code` is text with lines to keep. */
export type Piece = { title?: string; text: string; isCode?: boolean };
/** What one side said at a time. */
export type Said = { role: string; pieces: Piece[] };

/** The conversation of a call in its order, and whatever else was sent with it. */
export type Conversation = { said: Said[]; settings: Record<string, unknown> };

type Thing = Record<string, unknown>;

const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toJson = (value: unknown): string => JSON.stringify(value, null, 2);
const codeOf = (title: string, value: unknown): Piece => ({
  ...{ title, isCode: true },
  text: typeof value === 'string' ? value : toJson(value),
});
/** `input_image` as `Input image`. */
const titleOf = (type: unknown): string => {
  const words = typeof type === 'string' ? type.replaceAll('_', ' ') : 'data';
  return words.charAt(0).toUpperCase() + words.slice(1);
};
const named = (title: string, name: unknown): string => (typeof name === 'string' ? `${title}: ${name}` : title);

/** The names that the dialects give to plain text, to thoughts, to a call of a tool and to its result. */
const readers: Record<string, (part: Thing) => Piece[]> = {
  text: ({ text }) => piecesOf(text),
  input_text: ({ text }) => piecesOf(text),
  output_text: ({ text }) => piecesOf(text),
  refusal: ({ refusal }) => piecesOf(refusal),
  reasoning: ({ text, summary }) => thoughtsOf(text ?? summary),
  summary_text: ({ text }) => piecesOf(text),
  thinking: ({ thinking }) => thoughtsOf(thinking),
  tool_call: ({ name, argumentsJson }) => [codeOf(named('Tool call', name), argumentsJson)],
  tool_use: ({ name, input }) => [codeOf(named('Tool call', name), input)],
  function_call: ({ name, arguments: input }) => [codeOf(named('Tool call', name), input)],
  function: ({ function: called }) =>
    isThing(called) ? [codeOf(named('Tool call', called['name']), called['arguments'])] : [],
  tool_result: ({ content }) => resultOf(content),
  function_call_output: ({ output }) => resultOf(output),
};

/** Content as any of the dialects writes it: a text, or parts. What has no words is shown as it was sent. */
function piecesOf(content: unknown): Piece[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return [{ text: content }];
  if (Array.isArray(content) && !content.every((part) => typeof part === 'number')) return content.flatMap(piecesOf);
  if (!isThing(content)) return [codeOf('Data', content)];
  const { type } = content;
  const reader = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
  return reader?.(content) ?? [codeOf(titleOf(type), content)];
}

const thoughtsOf = (content: unknown): Piece[] => piecesOf(content).map((piece) => ({ ...piece, title: 'Reasoning' }));
const resultOf = (content: unknown): Piece[] =>
  piecesOf(content).map((piece) => ({ ...piece, title: 'Tool result', isCode: true }));

const sides: Record<string, string> = {
  function_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
};

/** A message of a list; of OpenAI's responses also what stands between messages. */
function readMessage(message: unknown): Said {
  if (!isThing(message)) return { role: 'user', pieces: piecesOf(message) };
  const { role, type, content, tool_calls: toolCalls } = message;
  if (typeof role !== 'string') {
    const side = typeof type === 'string' ? sides[type] : undefined;
    return { role: side ?? 'user', pieces: piecesOf(message) };
  }
  const pieces = role === 'tool' ? resultOf(content) : piecesOf(content);
  return { role, pieces: [...pieces, ...piecesOf(toolCalls)] };
}

function readInput(form: RunRequest['form'], input: unknown): Said[] {
  if (input === undefined) return [];
  if (form === 'openai-embeddings') return [{ role: 'input', pieces: piecesOf(input) }];
  return Array.isArray(input) ? input.map(readMessage) : [{ role: 'user', pieces: piecesOf(input) }];
}

/** Reads what a call was asked, in whatever dialect it was sent. Never throws: a body is its caller's, and was kept as it came. */
export function readConversation({ form, body }: Pick<RunRequest, 'form'> & { body: Thing }): Conversation {
  const { system, instructions, messages, input, ...settings } = body;
  const said: Said[] = [
    { role: 'system', pieces: piecesOf(system ?? instructions) },
    ...(Array.isArray(messages) ? messages.map(readMessage) : []),
    ...readInput(form, input),
  ];
  return { said: said.filter(({ role, pieces }) => role !== 'system' || pieces.length > 0), settings };
}

/** What a call answered, in the same form. */
export function readAnswer(parts: readonly RunAnswerPart[]): Piece[] {
  return parts.flatMap((part) =>
    part.type === 'wire' ? [codeOf(`In the words of ${part.dialect}`, part.data)] : piecesOf(part),
  );
}

/** For the clipboard. */
export const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('\n\n');
