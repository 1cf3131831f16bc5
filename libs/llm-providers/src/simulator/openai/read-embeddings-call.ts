import { countSimulatorTokens } from '../answer/tokens.ts';
import { type Json, textOf } from '../read-body-fields.ts';
import { invalidRequest } from './openai-errors.ts';

export type EmbeddingsCall = {
  model: string;
  /** The texts, and tokens written out as text: equal inputs are equal texts. */
  inputs: string[];
  tokens: number;
  dimensions: number;
  isBase64: boolean;
};

const DEFAULT_DIMENSIONS = 1_536;
const MAX_DIMENSIONS = 3_072;
const MAX_INPUTS = 2_048;
/** Compatible servers pass over `dimensions` and base64. */
const COMPATIBLE_DIMENSIONS = 768;

/** Reads a body and refuses what OpenAI refuses, in its words as far as they are known. */
export function readEmbeddingsCall(body: Json, isCompatible: boolean): EmbeddingsCall {
  const model = textOf(body['model']);
  if (model === '') throw invalidRequest('you must provide a model parameter');
  const items = readItems(body['input']);
  const encoding = body['encoding_format'] ?? 'float';
  if (encoding !== 'float' && encoding !== 'base64') {
    throw invalidRequest("Invalid value for 'encoding_format'.", 'encoding_format', 'invalid_value');
  }
  return {
    model,
    inputs: items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))),
    tokens: items.reduce<number>((sum, item) => sum + tokensOf(item), 0),
    dimensions: isCompatible ? COMPATIBLE_DIMENSIONS : readDimensions(body['dimensions']),
    isBase64: !isCompatible && encoding === 'base64',
  };
}

type Item = string | unknown[];

function readItems(input: unknown): Item[] {
  if (input === undefined) {
    throw invalidRequest("Missing required parameter: 'input'.", 'input', 'missing_required_parameter');
  }
  const items = Array.isArray(input) && typeof input[0] !== 'number' ? (input as unknown[]) : [input];
  const valid = items.filter((item) => isItem(item));
  if (items.length === 0 || items.length > MAX_INPUTS || valid.length !== items.length) {
    throw invalidRequest("'$.input' is invalid. Please check the API reference.", null);
  }
  return valid;
}

function isItem(item: unknown): item is Item {
  if (Array.isArray(item)) return item.length > 0 && item.every(Number.isInteger);
  return typeof item === 'string' && item !== '';
}

function tokensOf(item: Item): number {
  return typeof item === 'string' ? countSimulatorTokens(item) : item.length;
}

function readDimensions(wanted: unknown): number {
  if (wanted == null) return DEFAULT_DIMENSIONS;
  if (typeof wanted === 'number' && Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_DIMENSIONS) return wanted;
  const message = `Invalid value for 'dimensions'. Must be at least 1 and at most ${MAX_DIMENSIONS}.`;
  throw invalidRequest(message, 'dimensions', 'invalid_value');
}
