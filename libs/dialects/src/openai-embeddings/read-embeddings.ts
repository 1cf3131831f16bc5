import { AppError, type EmbeddingEvent, type ProviderEvent, type Usage, noUsage } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { isTokenCount } from '../streams/is-token-count.ts';
import { dimensionsOf, encodeVector } from './vectors.ts';

const answerSchema = z.object({
  data: z.array(
    z.object({ index: z.number().int().min(0).optional(), embedding: z.union([z.string(), z.array(z.number())]) }),
  ),
  usage: z.object({ prompt_tokens: z.unknown() }).nullish(),
});

/**
 * A provider's whole answer in the hub's events: the usage it tells, and a vector for each input in the order of the inputs.
 * @throws AppError provider_bad_response when a vector is missing, twice there, empty or not made of numbers
 */
export function readEmbeddings(answer: unknown, inputCount: number): ProviderEvent[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw badResponse('The provider sent something other than embeddings.');
  const vectors = new Map<number, EmbeddingEvent>();
  for (const [position, { index = position, embedding }] of parsed.data.data.entries()) {
    const vector = typeof embedding === 'string' ? embedding : encodeVector(embedding);
    if (!isVector(vector)) throw badResponse('The provider sent an embedding that is not a list of numbers.');
    vectors.set(index, { type: 'embedding', index, vector });
  }
  const ordered = Array.from({ length: inputCount }, (_, index) => vectors.get(index));
  const events = ordered.filter((event) => event !== undefined);
  if (events.length !== inputCount || parsed.data.data.length !== inputCount) {
    throw badResponse('The provider sent more or fewer embeddings than there were texts.');
  }
  return [...readUsage(parsed.data.usage?.prompt_tokens), ...events];
}

function readUsage(tokens: unknown): { type: 'usage'; usage: Usage }[] {
  return isTokenCount(tokens) ? [{ type: 'usage', usage: { ...noUsage, inputTokens: tokens } }] : [];
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function isVector(vector: string): boolean {
  return BASE64.test(vector) && dimensionsOf(vector) > 0 && Buffer.byteLength(vector, 'base64') % 4 === 0;
}

function badResponse(detail: string): AppError {
  return new AppError('provider_bad_response', { detail });
}
