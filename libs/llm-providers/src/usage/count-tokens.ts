import type { ChatRequest, ContentPart, EmbeddingInput, EmbeddingRequest } from '@smart-ai-hub/contracts';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';

/** `<|endoftext|>` in a prompt is text like any other. */
const options = { disallowedSpecial: new Set<string>() };

/** Byte-pair merging is quadratic in one unbroken run, so long texts are cut into pieces of this many characters. */
const PIECE_CHARACTERS = 2_000;
/** Beyond this a text is sampled: an estimate must not hold up the event loop. */
const SAMPLE_CHARACTERS = 40_000;

const TOKENS_PER_MESSAGE = 4;
/** What a picture of about one megapixel costs with the big providers, give or take. */
const TOKENS_PER_IMAGE = 1_200;

/** A page or two, as text and as a picture. */
const TOKENS_PER_DOCUMENT = 3_000;

/** Tokens of a text by OpenAI's o200k encoding: exact for OpenAI's models, within about a fifth for others. */
export function countTokens(text: string): number {
  const sample = text.length > SAMPLE_CHARACTERS ? text.slice(0, SAMPLE_CHARACTERS) : text;
  let tokens = 0;
  for (let from = 0; from < sample.length; from += PIECE_CHARACTERS) {
    tokens += countO200k(sample.slice(from, from + PIECE_CHARACTERS), options);
  }
  return sample.length === text.length ? tokens : Math.ceil((tokens * text.length) / sample.length);
}

/** Input tokens of a whole request: its texts, a little for each message's frame, and a flat amount for each image. */
export function countRequestTokens(request: ChatRequest | EmbeddingRequest): number {
  if ('inputs' in request) return request.inputs.reduce((tokens, input) => tokens + countInput(input), 0);
  let tokens = 0;
  for (const part of request.system) tokens += countTokens(part.text);
  for (const message of request.messages) {
    tokens += TOKENS_PER_MESSAGE;
    for (const part of message.content) tokens += countPart(part);
  }
  for (const tool of request.tools) {
    tokens += countTokens(`${tool.name} ${tool.description ?? ''} ${JSON.stringify(tool.inputSchema)}`);
  }
  return tokens;
}

function countPart(part: ContentPart): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return countTokens(part.text);
    case 'image':
      return TOKENS_PER_IMAGE;
    case 'document':
      return part.source.kind === 'text' ? countTokens(part.source.text) : TOKENS_PER_DOCUMENT;
    case 'tool_call':
      return countTokens(part.name) + countTokens(part.argumentsJson);
    case 'tool_result':
      return part.content.reduce((tokens, inner) => tokens + countPart(inner), 0);
  }
}

function countInput(input: EmbeddingInput): number {
  return typeof input === 'string' ? countTokens(input) : input.length;
}
