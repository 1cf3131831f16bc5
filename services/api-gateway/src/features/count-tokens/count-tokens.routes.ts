import { type NativeOnly, invalidRequest, parseTokenCount, tokenCountEndpoints } from '@smart-ai-hub/dialects';
import { needsOf } from '@smart-ai-hub/run-pipeline';
import { identityOf, mountRoute } from '@smart-ai-hub/service-kit';
import type { Request, Response, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { wireCallOf } from '../calls/start-call.ts';

const DIALECT = 'anthropic-messages';

/** `POST /v1/messages/count_tokens`: the tokens of a message request, without a run and without a charge. */
export function countTokensRoutes(router: Router, deps: GatewayDeps): void {
  mountRoute(router, tokenCountEndpoints.countTokens, {
    authenticate: deps.authenticate,
    bodyRoom: deps.bodyRoom,
    handler: (req, res) => countTokens(deps, req, res),
  });
}

async function countTokens(deps: GatewayDeps, req: Request, res: Response): Promise<void> {
  await deps.limitTokenCounts(identityOf(res).accountId);
  const { request, models, routing, nativeOnly } = parseTokenCount(req.body);
  const [card] = await deps.models.resolve(models, { kind: 'chat', readNeeds: () => needsOf(request), routing });
  if (!card.dialects.includes(DIALECT)) refuseWhatOnlyAnthropicCounts(nativeOnly);
  const { answer, isExact } = await deps.tokenCounter.count({ model: card.id, wire: wireCallOf(DIALECT, req) });
  res.set('x-hub-model', card.id);
  if (!isExact)
    res.set('x-hub-warnings', 'input_tokens: counted by the hub, as the provider of this model counts none');
  res.json(answer);
}

function refuseWhatOnlyAnthropicCounts({ errors }: NativeOnly): void {
  if (errors.length > 0) throw invalidRequest(errors);
}
