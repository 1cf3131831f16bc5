import type { ThunkAction, ThunkDispatch, UnknownAction } from '@reduxjs/toolkit';
import { type Run, runEndpoints } from '@smart-ai-hub/contracts';
import type { StoreExtra } from '../../shared/api/endpoint-makers.ts';
import { hubApi } from '../../shared/api/hub-api.ts';
import type { HubClient } from '../../shared/api/hub-client.ts';
import type { Problem } from '../../shared/api/problem.ts';
import { randomHex } from '../../shared/api/random-hex.ts';
import { type ChatRequest, toChatRequest } from './chat-request.ts';
import { type Answer, answerChanged, answerDiscarded, asked, type ChatRoot, eventsReceived } from './chat-slice.ts';
import { readRunEvents } from './read-run-events.ts';

export type ChatThunk<Result> = ThunkAction<Result, ChatRoot, StoreExtra, UnknownAction>;
export type ChatDispatch = ThunkDispatch<ChatRoot, StoreExtra, UnknownAction>;

const CREATE_ATTEMPTS = 3;

function findAnswer(state: ChatRoot, id: string): Answer | undefined {
  return state.chat.turns.find((turn): turn is Answer => turn.kind === 'answer' && turn.id === id);
}

/** Repeating is safe, because the key makes the hub answer with the run it has already admitted. */
async function createRun(client: HubClient, body: ChatRequest, idempotencyKey: string, signal: AbortSignal) {
  const options = { headers: { 'idempotency-key': idempotencyKey }, signal };
  for (let attempt = 1; ; attempt += 1) {
    const result = await client.send(runEndpoints.createRun, { body }, options);
    if ('response' in result) return (await result.response.json()) as { run: Run };
    if (result.problem.code !== 'offline' || attempt >= CREATE_ATTEMPTS) return result;
  }
}

function failed(id: string, problem: Problem) {
  return answerChanged({ id, patch: { status: 'failed', problem } });
}

function followRun(id: string, runId: string, startedAt: number, signal: AbortSignal): ChatThunk<Promise<void>> {
  return async (dispatch, getState, { client }) => {
    let isFirst = true;
    const problem = await readRunEvents({
      signal,
      open: (lastEventId, connection) =>
        client.send(
          runEndpoints.streamRunEvents,
          { params: { id: runId } },
          {
            signal: connection,
            headers: {
              accept: 'text/event-stream',
              ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
            },
          },
        ),
      onEvents: (events) => {
        if (isFirst && events.some(({ type }) => type === 'text' || type === 'reasoning')) {
          isFirst = false;
          dispatch(answerChanged({ id, patch: { firstTokenMs: performance.now() - startedAt } }));
        }
        dispatch(eventsReceived({ id, events }));
      },
      onReconnecting: () => {
        if (findAnswer(getState(), id)?.status !== 'stopping') {
          dispatch(answerChanged({ id, patch: { status: 'reconnecting' } }));
        }
      },
    });
    if (problem) dispatch(failed(id, problem));
  };
}

function runAnswer(id: string, body: ChatRequest): ChatThunk<Promise<void>> {
  return async (dispatch, getState, { client }) => {
    const signal = client.tokens.signal();
    const startedAt = performance.now();
    const idempotencyKey = findAnswer(getState(), id)?.idempotencyKey ?? randomHex(16);
    try {
      const created = await createRun(client, body, idempotencyKey, signal);
      if ('problem' in created) {
        dispatch(failed(id, created.problem));
        // It was refused for want of credits, or for a debt: what the page says of them is older.
        if (created.problem.status === 402) dispatch(hubApi.util.invalidateTags(['Balance', 'Budgets']));
        return;
      }
      dispatch(answerChanged({ id, patch: { runId: created.run.id } }));
      dispatch(hubApi.util.invalidateTags(['Balance']));
      if (findAnswer(getState(), id)?.status === 'stopping') void dispatch(cancelRun(created.run.id));
      await dispatch(followRun(id, created.run.id, startedAt, signal));
    } catch (error) {
      // The session ended while the call was under way: there is nobody left to tell.
      if (!signal.aborted) throw error;
      return;
    }
    dispatch(hubApi.util.invalidateTags(['Balance', 'Transactions', 'Runs', 'Budgets']));
  };
}

function cancelRun(runId: string): ChatThunk<Promise<void>> {
  return async (_, __, { client }) => {
    // Whatever the answer is, the run's own stream tells how it ended; a run that has just ended answers 409.
    await client.send(runEndpoints.cancelRun, { params: { id: runId } });
  };
}

/** Asks the chosen model, or those that take its place, with the whole conversation before it. */
export function ask(models: string[], text: string): ChatThunk<Promise<void>> {
  return (dispatch, getState) => {
    const id = randomHex(16);
    const question = { kind: 'question' as const, id: randomHex(16), text };
    const body = toChatRequest(models, [...getState().chat.turns, question]);
    dispatch(asked({ question, answer: { id, models, idempotencyKey: randomHex(16) } }));
    return dispatch(runAnswer(id, body));
  };
}

/**
 * Asks the last question again, in place of its answer. Where the hub was not reached the first run may exist all the same,
 * so its key is used again and nothing is charged twice.
 */
export function retry(answer: Answer, models: string[]): ChatThunk<Promise<void>> {
  return (dispatch, getState) => {
    const isSameCall = answer.models.join('\n') === models.join('\n');
    const mayExist = answer.runId === null && answer.problem?.code === 'offline' && isSameCall;
    const idempotencyKey = mayExist ? answer.idempotencyKey : randomHex(16);
    dispatch(answerDiscarded(answer.id));
    const id = randomHex(16);
    const body = toChatRequest(models, getState().chat.turns);
    dispatch(asked({ question: null, answer: { id, models, idempotencyKey } }));
    return dispatch(runAnswer(id, body));
  };
}

/** Stops a running answer. What it produced so far is charged, and stays. */
export function stop(answer: Answer): ChatThunk<Promise<void>> {
  return async (dispatch) => {
    dispatch(answerChanged({ id: answer.id, patch: { status: 'stopping' } }));
    if (answer.runId !== null) await dispatch(cancelRun(answer.runId));
  };
}
