import { type UsedRun, disclosureOf } from '../answers/disclosure.ts';
import { toChatUsage } from './render-chat-usage.ts';
import type { ChatCompletionStreamOptions } from './stream-chat-completion.ts';

type Json = Record<string, unknown>;

export type ChunkWriter = {
  /** A model sets out to answer: what one before it said of itself is forgotten. */
  begin(model: string): void;
  /** A chunk of the first answer. The role goes out before the first one, alone, as OpenAI sends it. */
  write(delta: Json): string;
  /** The chunk that ends the answer; it says so where several models wrote it. */
  writeFinish(finishReason: string, end: UsedRun): string;
  /** What a provider said in its own words goes out as it came, under our head. */
  writeOwn(words: Json): string;
  /** The chunk without choices, for callers who asked for it. */
  writeUsage(end: UsedRun): string;
};

export function createChunkWriter({ id, created, includeUsage, ...options }: ChatCompletionStreamOptions): ChunkWriter {
  let { model } = options;
  let head = '';
  let ownMembers: Json = {};
  let ownUsage: Json | undefined;
  /** With usage asked for, every chunk but the last has a null in its place, as at OpenAI. */
  const tail = `${includeUsage ? ',"usage":null' : ''}}\n\n`;

  /** What every chunk begins with: serialised once, since this is on the way of every token. */
  const renderHead = (): string => {
    const members = { ...ownMembers, id, object: 'chat.completion.chunk', created, model };
    return `data: ${JSON.stringify(members).slice(0, -1)},`;
  };
  const choice = (delta: Json, finishReason: string | null, more = ''): string =>
    `${head}"choices":[{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finishReason)}}]${more}${tail}`;
  const open = (): string => {
    if (head !== '') return '';
    head = renderHead();
    return choice({ role: 'assistant', content: '' }, null);
  };

  return {
    begin(name) {
      model = name;
      ownMembers = {};
      ownUsage = undefined;
    },
    write: (delta) => open() + choice(delta, null),
    writeFinish(finishReason, end) {
      const { parts } = disclosureOf(end);
      return open() + choice({}, finishReason, parts && `,"hub":${JSON.stringify({ parts })}`);
    },
    writeOwn({ chunk, choices, usage }) {
      if (usage !== undefined) ownUsage = usage as Json;
      if (chunk !== undefined) {
        ownMembers = chunk as Json;
        if (head !== '') head = renderHead();
      }
      if (choices === undefined) return '';
      return `${open()}${head}"choices":${JSON.stringify(choices)}${tail}`;
    },
    writeUsage(end) {
      if (!includeUsage) return '';
      return `${head}"choices":[],"usage":${JSON.stringify(toChatUsage(end, ownUsage))}}\n\n`;
    },
  };
}
