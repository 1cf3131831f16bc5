import { type RunEvent, noUsage } from '@smart-ai-hub/contracts';
import { createTestRedis } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { appendEnd } from './cancel/cancel-run.ts';
import { FencedOutError, createFrameWriter } from './stream/frame-writer.ts';
import { type RunScripts, createRunScripts } from './stream/run-scripts.ts';

const usage = { ...noUsage, inputTokens: 10, outputTokens: 2 };
const text = (value: string): RunEvent => ({ type: 'text', text: value });
const failed = { type: 'failed', code: 'run_interrupted', detail: 'Lost.', usage, costMicros: '0' } as const;

let redis: Redis;
let scripts: RunScripts;

beforeAll(async () => {
  redis = new Redis((await createTestRedis()).url, { maxRetriesPerRequest: null });
  scripts = createRunScripts(redis);
});

afterAll(() => redis.disconnect());

beforeEach(() => redis.flushdb());

async function openRun(runId: string) {
  await scripts.open(runId, 1);
  const onFencedOut = () => undefined;
  return createFrameWriter({ scripts, runId, fence: 1, replyTo: 'gateway:test', flushMs: 5, onFencedOut });
}

const framesOf = async (runId: string) => (await scripts.attach(runId, 'gateway:test', 1)).frames;

describe('a stream that Redis has lost', () => {
  it('takes no more from its writer: the rest of an answer must not be taken for the whole', async () => {
    const writer = await openRun('run_lost_rest');
    await writer.write(text('One '), () => usage);
    await writer.flush();
    await redis.flushdb();
    await expect(writer.write(text('two.'), () => usage).then(() => writer.flush())).rejects.toBeInstanceOf(
      FencedOutError,
    );
    const end = { type: 'done', stopReason: 'end_turn', usage, costMicros: '42' } as const;
    await expect(writer.end(end)).rejects.toBeInstanceOf(FencedOutError);
    expect(await framesOf('run_lost_rest')).toEqual([]);
  });

  it('takes the end that the sweep writes', async () => {
    await openRun('run_lost_end');
    await redis.flushdb();
    await appendEnd(scripts, 'run_lost_end', failed);
    expect(await framesOf('run_lost_end')).toEqual([{ sequence: 1, eventsJson: JSON.stringify([failed]) }]);
  });

  it('takes the answer of the next claim from its beginning', async () => {
    await openRun('run_lost_claim');
    await redis.flushdb();
    const writer = await openRun('run_lost_claim');
    await writer.write(text('Anew.'), () => usage);
    await writer.flush();
    expect(await framesOf('run_lost_claim')).toEqual([{ sequence: 1, eventsJson: JSON.stringify([text('Anew.')]) }]);
  });
});
