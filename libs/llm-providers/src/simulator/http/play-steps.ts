import type { ServerResponse } from 'node:http';
import type { CallRecord } from '../simulator-stats.ts';
import { type Step, wireTextOf } from '../steps.ts';
import { createPace, createPause } from './pace.ts';
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
/** The last bytes before a reset get a moment to leave. */
const RESET_DELAY_MS = 5;

/** Plays the script of an answer. One without pauses and pace leaves in a single write. */
export function playSteps(playing: Playing): void {
  const turn = createTurn(playing);
  if (turn(performance.now())) playing.ticker.add(turn);
}

/** One turn writes what is due and says whether there is more to come. */
function createTurn(playing: Playing): (now: number) => boolean {
  const { response, record } = playing;
  const iterator = playing.steps[Symbol.iterator]();
  const pace = createPace(playing.tokensPerSecond);
  const pause = createPause();
  const outlet = createOutlet(playing);
  let held: Step | undefined;

  /** True when the turn is over: nothing is due, or nothing more will come. */
  const playStep = (step: Step, now: number): boolean => {
    if (step.kind === 'reset') outlet.reset();
    if (step.kind === 'end') outlet.end();
    if (step.kind === 'reset' || step.kind === 'end') return true;
    if (step.kind === 'pause') {
      pause.begin(step, now);
      pace.restart();
      return !pause.isOver(now);
    }
    if (!pace.isDue(step.tokens, now)) {
      held = step;
      return true;
    }
    pace.count(step.tokens);
    record.streamedTokens += step.tokens;
    if (step.usage) record.reported = step.usage;
    outlet.add(wireTextOf(step), step.isLast === true);
    return false;
  };

  return (now) => {
    if (response.destroyed) return false;
    if (response.writableNeedDrain) return true;
    if (!pause.isOver(now)) outlet.add(pause.takePing(now), false);
    for (let count = 0; count < MAX_STEPS_PER_TURN && pause.isOver(now); count += 1) {
      const step: Step = held ?? iterator.next().value ?? { kind: 'end' };
      held = undefined;
      if (playStep(step, now)) break;
    }
    return outlet.flush();
  };
}

/** Gathers what a turn writes into one write, and keeps the answer's head back until there is something to send. */
function createOutlet({ response, status, headers, onEnd }: Playing) {
  let buffer = '';
  let isComplete = false;
  let isOver = false;

  const sendHead = (more: Record<string, string> = {}) => {
    if (!response.headersSent) response.writeHead(status, { ...headers, ...more });
  };

  const flush = (): boolean => {
    if (isOver || buffer === '') return !isOver;
    sendHead();
    response.write(buffer);
    buffer = '';
    return true;
  };

  return {
    add(text: string, isLast: boolean) {
      buffer += text;
      isComplete ||= isLast;
    },
    /** False once the answer is over. */
    flush,
    end() {
      sendHead(isComplete ? { 'content-length': String(Buffer.byteLength(buffer)) } : {});
      response.end(buffer);
      isOver = true;
      onEnd(isComplete ? 'completed' : 'broken');
    },
    reset() {
      flush();
      setTimeout(() => response.socket?.resetAndDestroy(), RESET_DELAY_MS);
      isOver = true;
      onEnd('broken');
    },
  };
}
