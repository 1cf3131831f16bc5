import type { ChatRequest, ContentPart, EmbeddingInput } from '@smart-ai-hub/contracts';

/** No tokenizer in use joins more letters than this into one token. */
const MAX_LETTERS_PER_TOKEN = 64;

const APOSTROPHE = 39;
const FIRST_NON_ASCII = 128;

/**
 * Tokens that a text has at the very least, whatever the tokenizer: none of them joins two words into one token. Half to
 * three quarters of the real number for prose; far below it for what has no words.
 */
export function leastTokens(text: string): number {
  let tokens = 0;
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isLetter(text.charCodeAt(at))) letters = 0;
    else if (letters++ % MAX_LETTERS_PER_TOKEN === 0) tokens += 1;
  }
  return tokens;
}

/** Letters, digits, and all that is not ASCII; an apostrophe goes with the word around it. */
function isLetter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === APOSTROPHE ||
    code >= FIRST_NON_ASCII
  );
}

/** The same for a whole chat. Pictures and files count nothing: nobody knows what is in them. */
export function leastChatTokens({ system, messages, tools }: ChatRequest): number {
  let tokens = 0;
  const count = (part: ContentPart): void => {
    if (part.type === 'text' || part.type === 'reasoning') tokens += leastTokens(part.text);
    else if (part.type === 'tool_call') tokens += leastTokens(part.argumentsJson);
    else if (part.type === 'tool_result') part.content.forEach(count);
    else if (part.type === 'document' && part.source.kind === 'text') tokens += leastTokens(part.source.text);
  };
  system.forEach(count);
  for (const message of messages) message.content.forEach(count);
  for (const tool of tools) tokens += leastTokens(tool.description ?? '');
  return tokens;
}

/** The same for one input of a call of embeddings; tokens are as many as they are. */
export function leastInputTokens(input: EmbeddingInput): number {
  return typeof input === 'string' ? leastTokens(input) : input.length;
}
