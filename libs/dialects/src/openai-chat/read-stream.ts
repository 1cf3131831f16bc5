import { AppError, type ProviderEvent } from '@smart-ai-hub/contracts';
import { parseChunk } from '../streams/parse-chunk.ts';
import type { StreamObserver, StreamReader } from '../streams/stream-reader.ts';
import { toProviderError } from '../failures/map-failure.ts';
import { toStopReason } from './read-stop-reason.ts';
import { type OpenAiUsage, toUsage } from './read-usage.ts';
import { openAiFailureOf } from './read-failure.ts';
import { type ToolCallDelta, createToolCallReader } from './read-tool-calls.ts';

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
export function createOpenAiReader({ onSkipped, onModel }: StreamObserver): StreamReader {
  const toolCalls = createToolCallReader();
  let finishReason: string | undefined;
  let stopSequence: string | undefined;
  let hasModel = false;
  let isEnded = false;

  const takeChoice = (choice: Choice): ProviderEvent[] => {
    const delta = choice.delta ?? {};
    const events: ProviderEvent[] = [];
    const reasoning = delta.reasoning_content || delta.reasoning;
    if (reasoning) events.push({ type: 'reasoning', text: reasoning });
    const text = delta.content || delta.refusal;
    if (text) events.push({ type: 'text', text });
    for (const call of delta.tool_calls ?? []) events.push(...toolCalls.read(call));
    if (choice.finish_reason) finishReason = choice.finish_reason;
    if (typeof choice.stop_reason === 'string') stopSequence = choice.stop_reason;
    return events;
  };

  const take = (chunk: Chunk): ProviderEvent[] => {
    if (chunk.error) throw toProviderError(openAiFailureOf(chunk.error));
    if (!hasModel && chunk.model) {
      hasModel = true;
      onModel(chunk.model);
    }
    const events = (chunk.choices ?? []).filter((choice) => (choice.index ?? 0) === 0).flatMap(takeChoice);
    const usage = toUsage(chunk.usage);
    return usage ? [...events, { type: 'usage', usage }] : events;
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
    finish() {
      if (finishReason === undefined) {
        throw new AppError('provider_bad_response', { detail: 'The provider broke off in the middle of its answer.' });
      }
      const reason = stopSequence === undefined ? toStopReason(finishReason, toolCalls.count() > 0) : 'stop_sequence';
      return { type: 'finish', stopReason: reason, ...(stopSequence !== undefined && { stopSequence }) };
    },
  };
}
