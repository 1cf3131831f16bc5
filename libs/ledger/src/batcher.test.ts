import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createBatcher } from './batcher.ts';

const failure = (code: string): Error => Object.assign(new Error(`failed with ${code}`), { code });
const gate = () => Promise.withResolvers<undefined>();

describe('createBatcher', () => {
  it('sends the calls of one event-loop turn together and hands each its own answer', async () => {
    const batches: number[][] = [];
    const double = createBatcher({
      run: async (inputs: number[]) => {
        batches.push(inputs);
        return inputs.map((input) => input * 2);
      },
    });
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gathers what comes while a statement is in flight', async () => {
    const { promise, resolve } = gate();
    const sizes: number[] = [];
    const echo = createBatcher({
      maxBatchSize: 4,
      run: async (inputs: number[]) => {
        sizes.push(inputs.length);
        if (sizes.length === 1) await promise;
        return inputs;
      },
    });
    const first = echo(0);
    await turn();
    const others = [1, 2, 3].map(echo);
    await turn();
    expect(sizes).toEqual([1]);
    resolve(undefined);
    expect(await Promise.all([first, ...others])).toEqual([0, 1, 2, 3]);
    expect(sizes).toEqual([1, 3]);
  });

  it('sends a second statement beside the first as soon as it would be full, and no third', async () => {
    const { promise, resolve } = gate();
    const sizes: number[] = [];
    const echo = createBatcher({
      maxBatchSize: 2,
      run: async (inputs: number[]) => {
        sizes.push(inputs.length);
        await promise;
        return inputs;
      },
    });
    const answers = [echo(0)];
    await turn();
    answers.push(echo(1));
    await turn();
    expect(sizes).toEqual([1]);
    answers.push(...[2, 3, 4, 5, 6].map(echo));
    await turn();
    expect(sizes).toEqual([1, 2]);
    resolve(undefined);
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sizes).toEqual([1, 2, 2, 2]);
  });

  it('repeats a refused batch one by one, so that a bad input fails alone', async () => {
    const answer = createBatcher({
      run: async (inputs: string[]) => {
        if (inputs.includes('bad')) throw failure('22P02');
        return inputs;
      },
    });
    const results = await Promise.allSettled(['a', 'bad', 'c'].map(answer));
    expect(results).toMatchObject([{ value: 'a' }, { reason: { code: 'internal' } }, { value: 'c' }]);
  });

  it.each(['40P01', '40001'])('repeats a batch that lost against another (%s)', async (code) => {
    let attempts = 0;
    const answer = createBatcher({
      run: async (inputs: string[]) => {
        attempts += 1;
        if (attempts < 4) throw failure(code);
        return inputs;
      },
    });
    expect(await answer('a')).toBe('a');
    expect(attempts).toBe(4);
  });

  it('gives up after a bounded number of repetitions', async () => {
    let attempts = 0;
    const answer = createBatcher({
      run: async () => {
        attempts += 1;
        throw failure('40P01');
      },
    });
    await expect(answer('a')).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(attempts).toBe(6);
  });

  it('rejects a whole batch as unavailable when the database does not answer, without repeating it', async () => {
    let attempts = 0;
    const answer = createBatcher({
      run: async () => {
        attempts += 1;
        throw failure('ECONNREFUSED');
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map(answer));
    expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(
      Array(3).fill('dependency_unavailable'),
    );
    expect(attempts).toBe(1);
  });

  it('works on after a failure', async () => {
    let down = true;
    const answer = createBatcher({
      run: async (inputs: number[]) => {
        if (down) throw failure('57P01');
        return inputs;
      },
    });
    await expect(answer(1)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 2 });
    down = false;
    expect(await answer(2)).toBe(2);
  });

  it('refuses a statement that answers another number of inputs than it was asked', async () => {
    const answer = createBatcher<number, number>({ run: async () => [] });
    await expect(answer(1)).rejects.toMatchObject({ code: 'internal' });
  });
});
