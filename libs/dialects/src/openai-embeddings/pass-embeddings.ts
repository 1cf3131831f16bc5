import type { WireCall } from '@smart-ai-hub/contracts';
import { withoutHubMembers } from '../requests/hub-members.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import type { EmbeddingEncoding } from './parse-embeddings.ts';

/**
 * A caller's body for the provider: everything stays, known or not, except what names the model and how the numbers are written.
 * `encoding` is the provider's, not the caller's: in base64 a vector takes a quarter of the bytes, and not every server knows it.
 */
export function passEmbeddingsBody({ body }: WireCall, { upstreamModel }: ModelTarget, encoding: EmbeddingEncoding) {
  return { ...withoutHubMembers(body), model: upstreamModel, encoding_format: encoding };
}
