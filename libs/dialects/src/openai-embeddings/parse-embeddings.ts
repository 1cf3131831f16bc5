import type { EmbeddingInput, EmbeddingRequest } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import { type RequestReport, bracketNotation, createRequestReport, parseBody } from '../requests/request-body.ts';
import { MAX_INPUTS, embeddingsSchema } from './embeddings.schema.ts';

export type EmbeddingEncoding = 'float' | 'base64';

export type ParsedEmbeddings = { request: EmbeddingRequest; encoding: EmbeddingEncoding };

/** OpenAI's own limit of one request. */
const MAX_TOKENS = 300_000;

/** Reads the body of an OpenAI request for embeddings; throws `validation_failed` naming each offending field. */
export function parseEmbeddings(body: unknown): ParsedEmbeddings {
  const { model, input, encoding_format: encoding, dimensions } = parseBody(embeddingsSchema, body, bracketNotation);
  const report = createRequestReport(bracketNotation);
  const inputs = readInputs(input, report);
  report.finish();
  return { request: { model, inputs, ...omitAbsent({ dimensions }) }, encoding: encoding ?? 'float' };
}

/** One text, or the tokens of one; or a list of either. */
function readInputs(input: unknown, report: RequestReport): EmbeddingInput[] {
  if (typeof input === 'string' || isTokens(input)) return readItems([input], () => ['input'], report);
  const problem = problemOf(input);
  if (Array.isArray(input) && problem === undefined) return readItems(input, (index) => ['input', index], report);
  report.refuse(['input'], problem ?? EXPECTED);
  return [];
}

const EXPECTED = 'must be a string, an array of strings, or tokens';

function problemOf(input: unknown): string | undefined {
  if (input === undefined) return 'is required';
  if (!Array.isArray(input)) return EXPECTED;
  if (input.length === 0) return 'must hold at least 1 item';
  return input.length > MAX_INPUTS ? `must hold at most ${MAX_INPUTS} items` : undefined;
}

function readItems(
  items: unknown[],
  pathOf: (index: number) => PropertyKey[],
  report: RequestReport,
): EmbeddingInput[] {
  const inputs: EmbeddingInput[] = [];
  let tokens = 0;
  for (const [index, item] of items.entries()) {
    if (item === '' || (Array.isArray(item) && item.length === 0)) report.refuse(pathOf(index), 'must not be empty');
    else if (typeof item === 'string') inputs.push(item);
    else if (!isTokens(item)) report.refuse(pathOf(index), 'must be a string or an array of token numbers');
    else {
      tokens += item.length;
      inputs.push(item);
    }
  }
  if (tokens > MAX_TOKENS) report.refuse(['input'], `must hold at most ${MAX_TOKENS} tokens in all`);
  return inputs;
}

function isTokens(item: unknown): item is number[] {
  return Array.isArray(item) && item.length > 0 && item.every((token) => Number.isSafeInteger(token) && token >= 0);
}
