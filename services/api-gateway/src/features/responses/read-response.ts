import { AppError } from '@smart-ai-hub/contracts';
import { toListedItems } from '@smart-ai-hub/dialects';
import { identityOf } from '@smart-ai-hub/service-kit';
import type { Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { type Json, currentResponse, readStored } from './stored-response.ts';
import { streamResponse } from './stream-response.ts';

type Query = { stream?: boolean | undefined; starting_after?: number | undefined };

/** Answers `GET /v1/responses/{id}`: as it stands, or its events from any of them on. */
export async function readResponse(deps: GatewayDeps, id: string, query: Query, res: Response): Promise<void> {
  const stored = await readStored(deps, identityOf(res), id);
  if (query.stream !== true) return void res.json(await currentResponse(deps, stored));
  if (deps.leaving.aborted) throw new AppError('draining', { detail: 'This instance is leaving. Connect again.' });
  return streamResponse(deps, res, deps.relay.attach(stored.runId, { asStored: true }), stored, query.starting_after);
}

type Page = { limit: number; order: 'asc' | 'desc'; after?: string | undefined };

/** Answers `GET /v1/responses/{id}/input_items`: what this request brought, without the responses before it. */
export async function listInputItems(deps: GatewayDeps, id: string, page: Page, res: Response): Promise<void> {
  const { runId, input } = await readStored(deps, identityOf(res), id);
  const listed = toListedItems(runId, input);
  const ordered = page.order === 'asc' ? listed : listed.toReversed();
  const from = page.after === undefined ? 0 : ordered.findIndex((item) => item['id'] === page.after) + 1;
  const data = ordered.slice(from, from + page.limit);
  const idOf = (item: Json | undefined) => item?.['id'] ?? null;
  const hasMore = from + page.limit < ordered.length;
  res.json({ object: 'list', data, first_id: idOf(data[0]), last_id: idOf(data.at(-1)), has_more: hasMore });
}
