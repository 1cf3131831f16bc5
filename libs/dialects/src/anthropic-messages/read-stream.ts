import { AppError, type ProviderEvent, type Usage } from '@smart-ai-hub/contracts';
import { parseChunk } from '../streams/parse-chunk.ts';
import type { StreamObserver, StreamReader } from '../streams/stream-reader.ts';
import { toProviderError } from '../failures/map-failure.ts';
import { isTokenCount } from '../streams/is-token-count.ts';
import { toStopReason } from './read-stop-reason.ts';
import { type AnthropicUsage, mergeAnthropicUsage } from './read-usage.ts';
import { type WireBlock, type WireDelta, createBlockReader } from './read-blocks.ts';
import { anthropicFailureOf } from './read-failure.ts';
import { ownEnd, ownStart, wire } from './read-native.ts';

type WireEvent = {
  type?: string;
  index?: number;
  message?: { model?: string; usage?: AnthropicUsage | null };
  content_block?: WireBlock;
  delta?: WireDelta & { stop_reason?: string | null; stop_sequence?: string | null };
  usage?: AnthropicUsage | null;
};

/** The state of one answer: https://platform.claude.com/docs/en/build-with-claude/streaming. */
export function createAnthropicReader({ onSkipped, onModel, isNative }: StreamObserver): StreamReader {
  const blocks = createBlockReader({ isNative });
  const usage = createUsageReader();
  let stopReason: string | undefined;
  let stopSequence: string | undefined;
  let isEnded = false;

  const take = (event: WireEvent): ProviderEvent[] => {
    const index = event.index ?? 0;
    switch (event.type) {
      case 'message_start':
        if (event.message?.model) onModel(event.message.model);
        return [...usage.read(event.message?.usage), ...(isNative ? ownStart({ ...event.message }) : [])];
      case 'content_block_start':
        return blocks.start(index, event.content_block ?? {});
      case 'content_block_delta':
        return blocks.delta(index, event.delta ?? {});
      case 'content_block_stop':
        return blocks.stop(index);
      case 'message_delta':
        stopReason = event.delta?.stop_reason ?? stopReason;
        stopSequence = event.delta?.stop_sequence ?? stopSequence;
        return [...usage.read(event.usage), ...(isNative ? ownEnd({ ...event }) : [])];
      case 'message_stop':
        isEnded = true;
        return [];
      case 'error':
        throw toProviderError(anthropicFailureOf(event));
      default:
        return isNative && event.type !== 'ping' ? [wire({ ...event })] : [];
    }
  };

  return {
    read({ data }) {
      if (data === '') return [];
      const event = parseChunk(data);
      if (event === undefined) onSkipped();
      return event === undefined ? [] : take(event);
    },
    isEnded: () => isEnded,
    finish() {
      if (stopReason === undefined && !isEnded) {
        throw new AppError('provider_bad_response', { detail: 'The provider broke off in the middle of its answer.' });
      }
      const reason = toStopReason(stopReason ?? 'end_turn', blocks.toolCount() > 0, isNative);
      return { type: 'finish', stopReason: reason, ...(stopSequence !== undefined && { stopSequence }) };
    },
  };
}

/** Each usage replaces the one before where it says something. */
function createUsageReader() {
  let usage: Usage | undefined;
  return {
    read(told: AnthropicUsage | null | undefined): ProviderEvent[] {
      usage = told ? mergeAnthropicUsage(usage, told) : usage;
      return usage && isTokenCount(told?.output_tokens) ? [{ type: 'usage', usage }] : [];
    },
  };
}
