import { createEmbeddingsCollector, embeddingsEndpoints, parseEmbeddings } from '@smart-ai-hub/dialects';
import { identityOf, mountRoute } from '@smart-ai-hub/service-kit';
import type { Request, Response, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerWhole, drained } from '../calls/answer-call.ts';
import { callTermsOf } from '../calls/call-terms.ts';
import { startCall, wireCallOf } from '../calls/start-call.ts';

/** `POST /v1/embeddings`: vectors of texts, as OpenAI answers them. */
export function embeddingsRoutes(router: Router, deps: GatewayDeps): void {
  mountRoute(router, embeddingsEndpoints.createEmbeddings, {
    authenticate: deps.authenticate,
    bodyRoom: deps.bodyRoom,
    handler: (req, res) => createEmbeddings(deps, req, res),
  });
}

async function createEmbeddings(deps: GatewayDeps, req: Request, res: Response): Promise<void> {
  const identity = identityOf(res);
  const { request, encoding } = parseEmbeddings(req.body);
  const dialect = 'openai-embeddings';
  const wire = wireCallOf(dialect, req);
  // Vectors of two models have nothing in common: there is no second one to fall back to.
  const asked = { request, models: [request.model], wire, stream: false };
  const call = await startCall(deps, { identity, ...asked, dialect, terms: callTermsOf(req) });
  const collector = createEmbeddingsCollector({ model: call.model, encoding, dimensions: request.dimensions });
  return answerWhole(deps, res, call, collector, sendPieces);
}

/** Writes an answer as it is put together, at the pace of its reader: between the pieces others have their turn. */
async function sendPieces(res: Response, pieces: Iterable<string>): Promise<void> {
  res.type('json');
  for (const piece of pieces) {
    if (res.closed) return;
    if (!res.write(piece)) await drained(res);
  }
  res.end();
}
