import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { RunEvent, RunEventPart, Usage } from '@smart-ai-hub/contracts';
import { type Problem, problemOfCode } from '../../shared/api/problem.ts';
import { sessionEnded } from '../../shared/api/session-slice.ts';

/** `stopping`: the reader asked to stop and the hub has not ended the run yet. The last three are final. */
export type AnswerStatus = 'waiting' | 'streaming' | 'reconnecting' | 'stopping' | 'done' | 'cancelled' | 'failed';

export type Question = { kind: 'question'; id: string; text: string };

/** One model broke off in the middle of the answer, for `reason`, and another went on with it. */
export type Handover = { from: string; to: string; reason: Extract<RunEvent, { type: 'continued' }>['reason'] };

export type Answer = {
  kind: 'answer';
  id: string;
  /** The models that were asked for, the preferred one first. */
  models: string[];
  /** The one that answers; before the hub has told, the one that was asked for. */
  model: string;
  /** Sent as Idempotency-Key: one per run the reader asked for, however often the request is repeated. */
  idempotencyKey: string;
  runId: string | null;
  status: AnswerStatus;
  text: string;
  reasoning: string;
  usage: Usage | null;
  costMicros: string | null;
  handovers: Handover[];
  /** What each model wrote and cost, where more than one wrote the answer. */
  parts: RunEventPart[];
  firstTokenMs: number | null;
  stopReason: Extract<RunEvent, { type: 'done' }>['stopReason'] | null;
  problem: Problem | null;
};

export type Turn = Question | Answer;

/** The conversation is kept in memory only. */
export type ChatState = {
  model: string | null;
  /** The model that answers, or finishes the answer, when the chosen one fails. */
  fallback: string | null;
  turns: Turn[];
};

const initialState = { model: null, fallback: null, turns: [] } as ChatState;

type Asked = { question: Question | null; answer: Pick<Answer, 'id' | 'models' | 'idempotencyKey'> };

function newAnswer(fields: Asked['answer']): Answer {
  return {
    ...fields,
    kind: 'answer',
    model: fields.models[0] ?? '',
    runId: null,
    status: 'waiting',
    text: '',
    reasoning: '',
    usage: null,
    costMicros: null,
    handovers: [],
    parts: [],
    firstTokenMs: null,
    stopReason: null,
    problem: null,
  };
}

function finish(answer: Answer, event: Extract<RunEvent, { type: 'done' | 'failed' }>): void {
  answer.usage = event.usage;
  answer.costMicros = event.costMicros;
  answer.parts = event.parts ?? [];
  if (event.type === 'done') {
    answer.status = 'done';
    answer.stopReason = event.stopReason;
  } else if (event.code === 'run_cancelled') {
    answer.status = 'cancelled';
  } else {
    answer.status = 'failed';
    answer.problem = problemOfCode(event.code, event.detail, event.retryAfterSeconds ?? null);
  }
}

/** One event's effect on an answer. Tool calls do not occur here, since the page declares no tools. */
function applyEvent(answer: Answer, event: RunEvent): void {
  if (event.type === 'done' || event.type === 'failed') return finish(answer, event);
  if (answer.status === 'waiting' || answer.status === 'reconnecting') answer.status = 'streaming';
  if (event.type === 'started') answer.model = event.model;
  if (event.type === 'continued') {
    answer.handovers.push({ from: answer.model, to: event.model, reason: event.reason });
    answer.model = event.model;
  }
  if (event.type === 'text') answer.text += event.text;
  if (event.type === 'reasoning') answer.reasoning += event.text;
}

export function isRunning(answer: Answer): boolean {
  return answer.status !== 'done' && answer.status !== 'cancelled' && answer.status !== 'failed';
}

type Patch = Partial<Pick<Answer, 'runId' | 'status' | 'problem' | 'firstTokenMs'>>;

export const chatSlice = createSlice({
  name: 'chat',
  initialState,
  reducers: {
    modelChosen: (state, { payload }: PayloadAction<string>) => {
      state.model = payload;
    },
    fallbackChosen: (state, { payload }: PayloadAction<string | null>) => {
      state.fallback = payload;
    },
    asked: (state, { payload }: PayloadAction<Asked>) => {
      if (payload.question) state.turns.push(payload.question);
      state.turns.push(newAnswer(payload.answer));
    },
    answerDiscarded: (state, { payload }: PayloadAction<string>) => {
      state.turns = state.turns.filter(({ id }) => id !== payload);
    },
    answerChanged: (state, { payload }: PayloadAction<{ id: string; patch: Patch }>) => {
      const answer = state.turns.find((turn) => turn.id === payload.id);
      if (answer?.kind === 'answer' && isRunning(answer)) Object.assign(answer, payload.patch);
    },
    eventsReceived: (state, { payload }: PayloadAction<{ id: string; events: RunEvent[] }>) => {
      const answer = state.turns.find((turn) => turn.id === payload.id);
      if (answer?.kind !== 'answer') return;
      for (const event of payload.events) if (isRunning(answer)) applyEvent(answer, event);
    },
    conversationCleared: (state) => {
      state.turns = [];
    },
  },
  extraReducers: (builder) => builder.addCase(sessionEnded, () => initialState),
});

export const {
  modelChosen,
  fallbackChosen,
  asked,
  answerDiscarded,
  answerChanged,
  eventsReceived,
  conversationCleared,
} = chatSlice.actions;

export type ChatRoot = { chat: ChatState };
export const selectChat = (state: ChatRoot): ChatState => state.chat;
export const selectRunningAnswer = (state: ChatRoot): Answer | undefined =>
  state.chat.turns.find((turn): turn is Answer => turn.kind === 'answer' && isRunning(turn));
