import {
  type CallExtent,
  type ChatRequest,
  type ContentPart,
  type EmbeddingInput,
  type EmbeddingRequest,
  type ModelCard,
  noUsage,
  oneAnswer,
  priceOf,
} from '@smart-ai-hub/contracts';

/** English text has about four characters to a token, code and other scripts fewer: three keeps most holds above the cost. */
const CHARACTERS_PER_TOKEN = 3;
const TOKENS_PER_IMAGE = 1600;
const TOKENS_PER_MESSAGE = 8;

/** A page of a PDF takes about this many tokens, as text and as a picture, and seldom less than so many bytes. */
const TOKENS_PER_PAGE = 3000;
const BASE64_CHARACTERS_PER_PAGE = 40_000;

function estimateFileTokens(source: { kind: 'url' } | { kind: 'base64'; data: string }): number {
  const pages = source.kind === 'url' ? 1 : Math.ceil(source.data.length / BASE64_CHARACTERS_PER_PAGE);
  return pages * TOKENS_PER_PAGE;
}

/** A quick upper-side guess of a request's input tokens. Only holds are made from it, never charges. */
export function estimateInputTokens(request: ChatRequest | EmbeddingRequest): number {
  if ('inputs' in request) return request.inputs.reduce((tokens, input) => tokens + estimateEmbeddingInput(input), 0);
  let characters = 0;
  let tokens = 0;
  const count = (part: ContentPart): void => {
    if (part.type === 'text' || part.type === 'reasoning') characters += part.text.length;
    else if (part.type === 'tool_call') characters += part.name.length + part.argumentsJson.length;
    else if (part.type === 'tool_result') part.content.forEach(count);
    else if (part.type === 'image') tokens += TOKENS_PER_IMAGE;
    else if (part.source.kind === 'text') characters += part.source.text.length;
    else tokens += estimateFileTokens(part.source);
  };
  request.system.forEach(count);
  for (const message of request.messages) {
    tokens += TOKENS_PER_MESSAGE;
    message.content.forEach(count);
  }
  for (const tool of request.tools) {
    characters += tool.name.length + (tool.description?.length ?? 0) + JSON.stringify(tool.inputSchema).length;
  }
  return tokens + Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function estimateEmbeddingInput(input: EmbeddingInput): number {
  return typeof input === 'string' ? Math.ceil(input.length / CHARACTERS_PER_TOKEN) : input.length;
}

/**
 * The credits to set aside before a call, in micro-credits: all input and output each in the dearest class that they can fall
 * into, at the tier of this size, and a realistic output, which the caller's own limit bounds, for each answer that is asked for; and
 * the searches that may be run. A call that comes out dearer takes the rest from the balance when it settles.
 */
export function estimateHold(
  request: ChatRequest | EmbeddingRequest,
  card: ModelCard,
  { answers, webSearches }: CallExtent = oneAnswer,
): bigint {
  const tokens = estimateInputTokens(request);
  if ('inputs' in request) return priceOf({ ...noUsage, inputTokens: tokens }, card.price);
  const answerTokens = Math.min(request.maxOutputTokens ?? card.typicalOutputTokens, card.typicalOutputTokens);
  const outputTokens = answerTokens * answers;
  const inputs = [{ inputTokens: tokens }, ...(cachesPrompt(request) ? [{ cacheWrite1hTokens: tokens }] : [])];
  const outputs = [{ outputTokens }, { outputTokens, reasoningTokens: outputTokens }];
  const prices = inputs.flatMap((input) =>
    outputs.map((output) => priceOf({ ...noUsage, ...input, ...output, webSearches }, card.price)),
  );
  return dearest(prices);
}

/** What a call is expected to use of a limit of tokens: its prompt and a realistic answer. */
export function expectedTokens(
  request: ChatRequest | EmbeddingRequest,
  card: ModelCard,
  { answers }: CallExtent = oneAnswer,
): number {
  const input = estimateInputTokens(request);
  if ('inputs' in request) return input;
  return input + answers * Math.min(request.maxOutputTokens ?? card.typicalOutputTokens, card.typicalOutputTokens);
}

/** The hold that covers whichever of several models answers. */
export function dearestHold(
  request: ChatRequest | EmbeddingRequest,
  cards: readonly ModelCard[],
  extent: CallExtent = oneAnswer,
): bigint {
  return dearest(cards.map((card) => estimateHold(request, card, extent)));
}

function dearest(prices: bigint[]): bigint {
  return prices.reduce((highest, price) => (price > highest ? price : highest), 0n);
}

function cachesPrompt(request: ChatRequest): boolean {
  const marked = (part: ContentPart) => 'cacheControl' in part && part.cacheControl !== undefined;
  return request.system.some(marked) || request.messages.some((message) => message.content.some(marked));
}
