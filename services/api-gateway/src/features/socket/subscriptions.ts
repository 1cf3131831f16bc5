import { AppError, RUN_START, formatRunCursor, toErrorMessage } from '@smart-ai-hub/contracts';
import type { AttachedRun, RelayedFrame } from '@smart-ai-hub/run-pipeline';
import { translateError } from '@smart-ai-hub/service-kit';
import type { Channel } from './channel.ts';

/** The runs whose events one connection is sent. */
export type Subscriptions = {
  /** @throws AppError rate_limited when one more for this run would be too many */
  refuseBeyondLimit(runId?: string): void;
  /** Begins to send; takes the place of an earlier one for the same run. */
  add(runId: string, attached: AttachedRun): void;
  remove(runId: string): void;
  /** The connection is over. */
  end(): void;
};

export function createSubscriptions(channel: Channel, limit: number): Subscriptions {
  const runs = new Map<string, AttachedRun>();
  let isOver = false;

  const remove = (runId: string) => {
    runs.get(runId)?.detach();
    runs.delete(runId);
  };
  const pump = async (runId: string, attached: AttachedRun) => {
    const isCurrent = () => runs.get(runId) === attached;
    try {
      for await (const frame of attached.frames) await sendFrame(channel, runId, frame, isCurrent);
    } catch (thrown) {
      if (isCurrent()) await channel.send(toErrorMessage(translateError(thrown), { runId }));
    } finally {
      if (isCurrent()) remove(runId);
    }
  };
  return {
    refuseBeyondLimit(runId) {
      if (runs.size < limit || (runId !== undefined && runs.has(runId))) return;
      const detail = `A connection carries the events of ${limit} runs at a time. Unsubscribe from one, or open another connection.`;
      throw new AppError('rate_limited', { detail, retryAfterSeconds: 1 });
    },
    add(runId, attached) {
      remove(runId);
      if (isOver) return attached.detach();
      runs.set(runId, attached);
      void pump(runId, attached);
    },
    remove,
    end() {
      isOver = true;
      for (const runId of [...runs.keys()]) remove(runId);
    },
  };
}

/** One message an event. Stops when another subscription has taken over: its client knows from where. */
async function sendFrame(
  channel: Channel,
  runId: string,
  { events, cursors }: RelayedFrame,
  isCurrent: () => boolean,
): Promise<void> {
  for (const [index, event] of events.entries()) {
    if (!isCurrent()) return;
    await channel.send({ type: 'event', runId, id: formatRunCursor(cursors[index] ?? RUN_START), event });
  }
}
