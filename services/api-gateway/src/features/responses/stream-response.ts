import { createResponsesStream } from '@smart-ai-hub/dialects';
import type { AttachedRun } from '@smart-ai-hub/run-pipeline';
import { requestLocals } from '@smart-ai-hub/service-kit';
import type { Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { openEventStream } from '../calls/answer-call.ts';
import { sendFrames } from '../calls/send-frames.ts';
import { type StoredResponse, renderOptionsOf } from './stored-response.ts';

/** Sends the events of a stored response behind the one that its reader has seen; who hangs up may come back. */
export async function streamResponse(
  deps: GatewayDeps,
  res: Response,
  attached: AttachedRun,
  stored: StoredResponse,
  startingAfter?: number,
): Promise<void> {
  requestLocals(res).runId = stored.runId;
  const renderer = createResponsesStream({ ...renderOptionsOf(stored), startingAfter });
  openEventStream(res);
  const opening = renderer.announce();
  if (opening !== '') res.write(opening);
  await sendFrames(deps, res, attached, ({ events }) => events.map((event) => renderer.onEvent(event)).join(''));
}
