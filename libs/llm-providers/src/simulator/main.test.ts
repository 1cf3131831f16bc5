import { describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

describe('the simulator’s process', () => {
  it('prints one line when it listens, and ends with 0 on SIGTERM', async () => {
    const { child, output } = start({ SIMULATOR_TOKENS: '9' });
    await once(child.stdout ?? child, 'data');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0] ?? '';
    expect(output()).toBe(`simulator listening on ${url}\n`);
    expect(await (await fetch(`${url}/simulator/settings`)).json()).toMatchObject({ tokens: 9 });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it('lets an answer in hand end before it leaves, and takes no other one', async () => {
    const { child, output } = start({ DRAIN_TIMEOUT_MS: '20000' });
    await once(child.stdout ?? child, 'data');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0] ?? '';
    const ask = () =>
      fetch(`${url}/openai/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ model: 'simulator-gpt', stream: true },
          messages: [{ role: 'user', content: '[[sim: tokens=30 tps=20 ttft=0]] Stay.' }],
        }),
      });
    const answer = await ask();
    child.kill('SIGTERM');
    const exit = once(child, 'exit') as Promise<[number]>;
    expect(await answer.text()).toContain('[DONE]');
    await expect(ask()).rejects.toThrow('fetch failed');
    expect((await exit)[0]).toBe(0);
  });
});
