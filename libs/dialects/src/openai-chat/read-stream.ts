import { AppError, type ProviderEvent } from '@smart-ai-hub/contracts';
import { parseChunk } from '../streams/parse-chunk.ts';
import type { StreamObserver, StreamReader } from '../streams/stream-reader.ts';
import { toProviderError } from '../failures/map-failure.ts';
import { toStopReason } from './read-stop-reason.ts';
import { type OpenAiUsage, toUsage } from './read-usage.ts';
import { openAiFailureOf } from './read-failure.ts';
import { type OwnChoice, createOwnWordsReader } from './read-native.ts';
import { type ToolCallDelta, type ToolCallReader, createToolCallReader } from './read-tool-calls.ts';

type Delta = {
  content?: string | null;
  refusal?: string | null;
  /** DeepSeek, vLLM, llama.cpp. */
  reasoning_content?: string | null;
  /** Ollama and routers. */
  reasoning?: string | null;
  tool_calls?: ToolCallDelta[] | null;
};
type Choice = {
  index?: number;
  delta?: Delta | null;
  finish_reason?: string | null;
  /** vLLM names the stop sequence that was met. */
  stop_reason?: string | number | null;
};
type Chunk = { model?: string; choices?: Choice[] | null; usage?: OpenAiUsage | null; error?: unknown };

/** The state of one answer: https://platform.openai.com/docs/api-reference/chat-streaming. */
export function createOpenAiReader({ onSkipped, onModel, isNative = false }: StreamObserver): StreamReader {
  const toolCalls = createToolCallReader();
  const own = isNative ? createOwnWordsReader() : undefined;
  const end: AnswerEnd = {};
  let hasModel = false;
  let isEnded = false;

  const take = (chunk: Chunk): ProviderEvent[] => {
    if (chunk.error) throw toProviderError(openAiFailureOf(chunk.error));
    if (!hasModel && chunk.model) {
      hasModel = true;
      onModel(chunk.model);
    }
    const choices = chunk.choices ?? [];
    const first = choices.filter((choice) => (choice.index ?? 0) === 0);
    for (const choice of first) noteEnd(end, choice);
    const events =
      own?.choices(choices as OwnChoice[]) ?? first.flatMap((choice) => readDelta(choice.delta ?? {}, toolCalls));
    const usage = toUsage(chunk.usage);
    return [
      ...(own?.members(chunk) ?? []),
      ...events,
      ...(usage ? [...(own?.usage(chunk.usage) ?? []), { type: 'usage', usage } as const] : []),
    ];
  };

  return {
    read({ event, data }) {
      if (data === '[DONE]') isEnded = true;
      if (data === '' || isEnded) return [];
      const chunk: Chunk | undefined = parseChunk(data);
      if (chunk === undefined) onSkipped();
      else if (event === 'error') throw toProviderError(openAiFailureOf(chunk.error ?? chunk));
      return chunk === undefined ? [] : take(chunk);
    },
    isEnded: () => isEnded,
    finish: () => finishOf(end, toolCalls.count() > 0),
  };
}

/** How an answer ended, as far as it has been told. */
type AnswerEnd = { finishReason?: string; stopSequence?: string };

function noteEnd(end: AnswerEnd, choice: Choice): void {
  if (choice.finish_reason) end.finishReason = choice.finish_reason;
  if (typeof choice.stop_reason === 'string') end.stopSequence = choice.stop_reason;
}

function finishOf({ finishReason, stopSequence }: AnswerEnd, hasToolCalls: boolean) {
  if (finishReason === undefined) {
    throw new AppError('provider_bad_response', { detail: 'The provider broke off in the middle of its answer.' });
  }
  const stopReason = stopSequence === undefined ? toStopReason(finishReason, hasToolCalls) : 'stop_sequence';
  return { type: 'finish' as const, stopReason, ...(stopSequence !== undefined && { stopSequence }) };
}

function readDelta(delta: Delta, toolCalls: ToolCallReader): ProviderEvent[] {
  const events: ProviderEvent[] = [];
  const reasoning = delta.reasoning_content || delta.reasoning;
  if (reasoning) events.push({ type: 'reasoning', text: reasoning });
  const text = delta.content || delta.refusal;
  if (text) events.push({ type: 'text', text });
  for (const call of delta.tool_calls ?? []) events.push(...toolCalls.read(call));
  return events;
}
