import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callModel } from '../../chaos/load/call-model.ts';
import { followRun } from '../../chaos/load/follow-run.ts';
import type { HeardCall } from '../../chaos/load/heard-call.ts';
import { type Account, openAccount } from '../../hub/open-account.ts';
import type { Door } from '../product/door.ts';

export type LoadOptions = {
  door: Door;
  /** Streams that are open at any time: half in OpenAI's dialect, half as runs that are read by `Last-Event-ID`. */
  streams: number;
  /** Plain calls in flight. */
  plain: number;
};

export type Load = {
  /** What has ended so far. */
  heard: readonly HeardCall[];
  account: Account;
  /** How often a caller had to ask again, and how often it lost its connection and went on at another one. */
  repeated(): { refused: number; resumed: number };
  /** Waits for the calls in hand, and answers all of them. */
  stop(): Promise<HeardCall[]>;
};

const MODELS = ['simulator-gpt-fast', 'simulator-claude-fast'] as const;
const STREAM = '[[sim: tokens=60 tps=5]]';
const PLAIN = '[[sim: tokens=5]]';
const RETRY_PAUSE_MS = 2_000;
/** Streams begin one after the other, so that they do not all end together. */
const SPREAD_MS = 12_000;
const PLAIN_PAUSE_MS = 100;

/** Calls through the door until it is stopped, as the programs of customers make them. */
export async function startLoad({ door, streams, plain }: LoadOptions): Promise<Load> {
  const account = await openAccount(door.url);
  const dispatcher = door.openConnections(streams + plain + 16);
  const heard: HeardCall[] = [];
  let isOver = false;
  const repeated = { refused: 0, resumed: 0 };
  const caller = { apiKey: account.apiKey, dispatcher };
  const newKey = (): string => `cluster-${randomBytes(9).toString('base64url')}`;

  async function call(stream: boolean): Promise<HeardCall> {
    const prompt = `Go on. ${stream ? STREAM : PLAIN}`;
    const asked = { ...caller, url: door.url, key: newKey(), models: MODELS, stream, prompt };
    const tried = new Set<keyof typeof repeated>();
    for (;;) {
      const answer = await callModel(asked);
      const trouble = isRefusedUnadmitted(answer) ? 'refused' : 'resumed';
      if ((trouble === 'resumed' && answer.end !== 'cut') || tried.has(trouble)) return answer;
      // Each once: a connection that was lost may meet a door that does not know yet whose it was. The same key, so that a call that was
      // begun is gone on with, and not begun again.
      tried.add(trouble);
      repeated[trouble] += 1;
      await sleep(RETRY_PAUSE_MS);
    }
  }
  const follow = (): Promise<HeardCall> =>
    followRun({ ...caller, gateways: [door.url], key: newKey(), model: MODELS[0], prompt: `Go on. ${STREAM}` });

  async function repeat(work: () => Promise<HeardCall>, waitMs: number, pauseMs: number): Promise<void> {
    await sleep(waitMs);
    while (!isOver) {
      heard.push(await work());
      await sleep(pauseMs);
    }
  }
  const working = [
    ...Array.from({ length: streams }, (_, index) =>
      repeat(index % 2 === 0 ? () => call(true) : follow, (index / streams) * SPREAD_MS, 0),
    ),
    ...Array.from({ length: plain }, () => repeat(() => call(false), 0, PLAIN_PAUSE_MS)),
  ];
  return {
    heard,
    account,
    repeated: () => repeated,
    async stop() {
      isOver = true;
      await Promise.all(working);
      await dispatcher.destroy();
      return heard;
    },
  };
}

/** Nothing was begun for this call: a client may ask once more, as the SDKs do. */
const isRefusedUnadmitted = ({ end, status, runId, text }: HeardCall): boolean =>
  end !== 'whole' && runId === undefined && text === '' && (status === 0 || status >= 500);
