import type { ServerResponse } from 'node:http';
import type { CallRecord } from '../simulator-stats.ts';
import type { Step } from '../steps.ts';
import type { Ticker } from './ticker.ts';

export type Playing = {
  response: ServerResponse;
  status: number;
  headers: Record<string, string>;
  steps: Iterable<Step>;
  tokensPerSecond: number;
  record: CallRecord;
  ticker: Ticker;
  onEnd(outcome: 'completed' | 'broken'): void;
};

/** With everything due at once, so much is written in a turn before other calls get theirs. */
const MAX_STEPS_PER_TURN = 5_000;

/** Plays the script of an answer. One without pauses and pace leaves in a single write. */
export function playSteps(playing: Playing): void {
  const turn = createTurn(playing);
  if (turn(performance.now())) playing.ticker.add(turn);
}

/** One turn writes what is due and says whether there is more to come. */
function createTurn({
  response,
  status,
  headers,
  steps,
  tokensPerSecond,
  record,
  onEnd,
}: Playing): (now: number) => boolean {
  const iterator = steps[Symbol.iterator]();
  let held: Step | undefined;
  let pausedUntil = 0;
  let nextPing: { at: number; everyMs: number; text: string } | undefined;
  let paceFrom: { at: number; tokens: number } | undefined;
  let isComplete = false;
  let buffer = '';

  const flush = () => {
    if (buffer === '') return;
    if (!response.headersSent) response.writeHead(status, headers);
    response.write(buffer);
    buffer = '';
  };

  const finish = () => {
    if (!response.headersSent) {
      if (isComplete) headers = { ...headers, 'content-length': String(Buffer.byteLength(buffer)) };
      response.writeHead(status, headers);
    }
    response.end(buffer);
    onEnd(isComplete ? 'completed' : 'broken');
  };

  const isDue = (tokens: number, now: number): boolean => {
    if (tokensPerSecond === 0 || tokens === 0) return true;
    paceFrom ??= { at: now, tokens: record.streamedTokens };
    return record.streamedTokens - paceFrom.tokens <= ((now - paceFrom.at) * tokensPerSecond) / 1000;
  };

  const waitOver = (now: number): boolean => {
    if (now >= pausedUntil) return true;
    if (nextPing && now >= nextPing.at) {
      buffer += nextPing.text;
      nextPing.at = now + nextPing.everyMs;
    }
    return false;
  };

  return (now) => {
    if (response.destroyed || response.writableNeedDrain) return !response.destroyed;
    for (let count = 0; count < MAX_STEPS_PER_TURN && waitOver(now); count += 1) {
      const step = held ?? iterator.next().value;
      held = undefined;
      if (step === undefined || step.kind === 'end') {
        finish();
        return false;
      }
      if (step.kind === 'reset') {
        flush();
        // The last bytes get a moment to leave before the connection is torn down.
        setTimeout(() => response.socket?.resetAndDestroy(), 5);
        onEnd('broken');
        return false;
      }
      if (step.kind === 'pause') {
        pausedUntil = now + step.ms;
        nextPing = step.ping && { at: now + step.ping.everyMs, ...step.ping };
        paceFrom = undefined;
        continue;
      }
      if (!isDue(step.tokens, now)) {
        held = step;
        break;
      }
      buffer += step.text;
      record.streamedTokens += step.tokens;
      if (step.usage) record.reported = step.usage;
      isComplete ||= step.isLast === true;
    }
    flush();
    return true;
  };
}
