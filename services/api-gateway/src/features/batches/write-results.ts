import {
  type BatchResult,
  type RunEvent,
  batchItemStateSchema,
  errorCodeSchema,
  microsToCredits,
} from '@smart-ai-hub/contracts';
import type { BatchItemModel } from '@smart-ai-hub/database';
import type { Response } from 'express';
import { once } from 'node:events';
import type { GatewayDeps } from '../../dependencies.ts';

const AT_ONCE = 20;

/** Writes a line for each call, a few at a time: neither the answers nor a reader that is slow fill this process's memory. */
export async function writeResults(deps: GatewayDeps, batchId: string, res: Response): Promise<void> {
  res.type('application/jsonl');
  for (let after = -1; ;) {
    const items = await deps.batches.listItems(batchId, after, AT_ONCE);
    const lines = await Promise.all(items.map((item) => readResult(deps, item)));
    if (res.destroyed) return;
    const isTaken = res.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const last = items.at(-1);
    if (items.length < AT_ONCE || !last) break;
    after = last.position;
    if (!isTaken) await Promise.race([once(res, 'drain'), once(res, 'close')]);
  }
  res.end();
}

async function readResult(deps: GatewayDeps, item: BatchItemModel): Promise<BatchResult> {
  const { runId, customId } = item;
  const state = batchItemStateSchema.parse(item.state);
  const run = runId === null ? undefined : await deps.ledger.readRun(runId);
  const events = run?.endedAt === undefined ? [] : await deps.keptRuns.readEvents(run.id);
  const code = errorCodeSchema.safeParse(item.errorCode ?? run?.errorCode).data;
  const detail = item.errorDetail ?? detailOf(events);
  return {
    customId,
    runId: run?.id ?? null,
    state,
    answer: answerOf(events),
    usage: run?.usage ?? null,
    cost: run?.costMicros === undefined ? null : microsToCredits(run.costMicros),
    error:
      code === undefined || state === 'succeeded'
        ? null
        : { code, detail: detail ?? 'The call ended without its answer.' },
  };
}

function detailOf(events: RunEvent[]): string | undefined {
  const last = events.at(-1);
  return last?.type === 'failed' ? last.detail : undefined;
}

/** What was said, also by a call that was cut: that was paid for. */
export function answerOf(events: RunEvent[]): BatchResult['answer'] {
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  const toolCalls = events.flatMap((event) =>
    event.type === 'tool_call'
      ? [{ id: event.id, name: event.name, arguments: argumentsOf(events, event.toolIndex) }]
      : [],
  );
  const isAnswered = text !== '' || toolCalls.length > 0 || events.at(-1)?.type === 'done';
  return isAnswered ? { text, toolCalls } : null;
}

function argumentsOf(events: RunEvent[], toolIndex: number): string {
  return events
    .map((event) => (event.type === 'tool_arguments' && event.toolIndex === toolIndex ? event.fragment : ''))
    .join('');
}
