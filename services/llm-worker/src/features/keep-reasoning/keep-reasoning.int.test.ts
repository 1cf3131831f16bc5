import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { openChatCall } from '@smart-ai-hub/dialects';
import { readAll } from '@smart-ai-hub/dialects/fixtures/read-all';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { keepReasoning, restoreReasoning } from './keep-reasoning.ts';

let fixture: WorkerFixture;
beforeAll(async () => {
  fixture = await createWorkerFixture();
});
afterAll(() => fixture.close());

const tools = [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: {} } } }];
const question = { role: 'user', content: '[[sim: reasoning=12 calls=1]] use the tool get_weather' };

/** What OpenAI's clients send: they know nothing of signatures. */
function chat(...messages: object[]) {
  const body = { model: 'm', reasoning_effort: 'high', max_tokens: 9_000, tools, messages: [question, ...messages] };
  return openChatCall({ dialect: 'openai-chat', body, headers: {} });
}

async function answer(accountId: string, call: ReturnType<typeof chat>): Promise<ProviderEvent[]> {
  const target = fixture.deps.providers.resolve('simulator-claude-fast');
  if (!target) throw new Error('the simulator has no such model');
  const { signal } = new AbortController();
  const restored = await restoreReasoning(fixture.deps.reasoning, { accountId, call }, target);
  const told = target.adapter.stream(restored, { ...target, signal });
  return readAll(keepReasoning(fixture.deps.reasoning, { accountId, call }, target, told));
}

const thoughtIn = (events: ProviderEvent[]) => events.some((event) => event.type === 'reasoning' && event.text !== '');

describe('the thoughts of Claude before a tool call of an OpenAI client (19)', () => {
  it('come back with the result of the tool, to the account that they belong to', async () => {
    const first = await answer('acc_one', chat());
    expect(thoughtIn(first)).toBe(true);
    const called = first.find((event) => event.type === 'tool_call');
    if (called?.type !== 'tool_call') throw new Error('no tool was called');
    const { id, name } = called;
    const call = { id, type: 'function', function: { name, arguments: '{}' } };
    const result = chat(
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: id, content: 'sunny [[sim: reasoning=12]]' },
    );
    // The provider lets a model think in a tool loop only when it is shown its earlier thoughts.
    expect(thoughtIn(await answer('acc_one', result))).toBe(true);
    expect(thoughtIn(await answer('acc_two', result))).toBe(false);
  });
});
