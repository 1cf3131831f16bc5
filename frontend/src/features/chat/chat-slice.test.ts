import { describe, expect, it } from '@jest/globals';
import { noUsage, type RunEvent } from '@smart-ai-hub/contracts';
import { sessionEnded } from '../../shared/api/session-slice.ts';
import {
  type Answer,
  answerChanged,
  answerDiscarded,
  asked,
  chatSlice,
  type ChatState,
  eventsReceived,
} from './chat-slice.ts';

const { reducer } = chatSlice;
const usage = { ...noUsage, inputTokens: 24, outputTokens: 3 };
const question = { kind: 'question' as const, id: 'q', text: 'Hello?' };
const start = () =>
  reducer(undefined, asked({ question, answer: { id: 'a', models: ['m', 'n'], idempotencyKey: 'k' } }));

function receive(state: ChatState, ...events: RunEvent[]): ChatState {
  return reducer(state, eventsReceived({ id: 'a', events }));
}

function answerOf(state: ChatState): Answer {
  const answer = state.turns.find((turn) => turn.kind === 'answer');
  if (answer?.kind !== 'answer') throw new Error('there is no answer');
  return answer;
}

describe('a conversation', () => {
  it('shows an answer as soon as its first text arrives', () => {
    expect(answerOf(start()).status).toBe('waiting');
    const state = receive(start(), { type: 'started', model: 'm', provider: 'p' }, { type: 'text', text: 'Hel' });
    expect(answerOf(receive(state, { type: 'text', text: 'lo' }))).toMatchObject({
      status: 'streaming',
      text: 'Hello',
    });
  });

  it('ends with what was charged', () => {
    const state = receive(start(), { type: 'done', stopReason: 'end_turn', usage, costMicros: '1170' });
    expect(answerOf(state)).toMatchObject({ status: 'done', usage, costMicros: '1170', stopReason: 'end_turn' });
  });

  it('keeps the partial text and the cost of a failed answer', () => {
    const failed: RunEvent = {
      type: 'failed',
      code: 'run_interrupted',
      detail: 'The worker stopped.',
      usage,
      costMicros: '9',
    };
    const answer = answerOf(receive(start(), { type: 'text', text: 'par' }, failed));
    expect(answer).toMatchObject({ status: 'failed', text: 'par', costMicros: '9' });
    expect(answer.problem).toMatchObject({ code: 'run_interrupted', detail: 'The worker stopped.' });
  });

  it('names the model that answers, and what each wrote and cost where two wrote the answer', () => {
    expect(answerOf(start()).model).toBe('m');
    const taken = receive(start(), { type: 'started', model: 'n', provider: 'p' });
    expect(answerOf(taken)).toMatchObject({ model: 'n', handovers: [] });
    const part = { provider: 'p', usage, costMicros: '5' };
    const parts = [
      { ...part, model: 'm' },
      { ...part, model: 'n' },
    ];
    const finished = receive(
      start(),
      { type: 'started', model: 'm', provider: 'p' },
      { type: 'text', text: 'Hel' },
      { type: 'continued', model: 'n', provider: 'p', reason: 'provider_unavailable' },
      { type: 'text', text: 'lo' },
      { type: 'done', stopReason: 'end_turn', usage, costMicros: '10', parts },
    );
    expect(answerOf(finished)).toMatchObject({
      model: 'n',
      text: 'Hello',
      handovers: [{ from: 'm', to: 'n', reason: 'provider_unavailable' }],
      parts,
    });
  });

  it('shows a cancelled run as stopped, not as an error', () => {
    const state = receive(start(), { type: 'failed', code: 'run_cancelled', detail: 'x', usage, costMicros: '9' });
    expect(answerOf(state)).toMatchObject({ status: 'cancelled', problem: null, costMicros: '9' });
  });

  it('stays "stopping" while text still arrives', () => {
    const stopping = reducer(start(), answerChanged({ id: 'a', patch: { status: 'stopping' } }));
    expect(answerOf(receive(stopping, { type: 'text', text: 'late' }))).toMatchObject({
      status: 'stopping',
      text: 'late',
    });
  });

  it('lets nothing change an answer that has ended', () => {
    const ended = receive(start(), { type: 'done', stopReason: 'end_turn', usage, costMicros: '1' });
    expect(receive(ended, { type: 'text', text: 'more' })).toEqual(ended);
    expect(reducer(ended, answerChanged({ id: 'a', patch: { status: 'reconnecting' } }))).toEqual(ended);
  });

  it('ignores events of an answer that was taken away', () => {
    const gone = reducer(start(), answerDiscarded('a'));
    expect(receive(gone, { type: 'text', text: 'ghost' }).turns).toEqual([question]);
  });

  it('is forgotten when the session ends', () => {
    expect(reducer(start(), sessionEnded({ expired: false })).turns).toEqual([]);
  });
});
