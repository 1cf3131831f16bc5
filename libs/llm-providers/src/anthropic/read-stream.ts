import { AppError, type ProviderEvent, type Usage } from '@smart-ai-hub/contracts';
import type { ServerSentEvent } from '../calls/server-sent-events.ts';
import type { StreamReader } from '../calls/stream-call.ts';
import { toProviderError } from '../errors/map-failure.ts';
import { isTokenCount } from '../usage/is-token-count.ts';
import { REDACTED_PREFIX } from './convert-content.ts';
import { toStopReason } from './convert-stop-reason.ts';
import { type AnthropicUsage, mergeAnthropicUsage } from './convert-usage.ts';
import { failureOfErrorBody } from './read-failure.ts';

type Block = {
  type?: string;
  id?: string;
  name?: string;
  text?: string;
  thinking?: string;
  data?: string;
  input?: unknown;
};
type Delta = {
  type?: string;
  text?: string;
  thinking?: string;
  signature?: string;
  partial_json?: string;
  stop_reason?: string | null;
  stop_sequence?: string | null;
};
type WireEvent = {
  type?: string;
  index?: number;
  message?: { model?: string; usage?: AnthropicUsage | null };
  content_block?: Block;
  delta?: Delta;
  usage?: AnthropicUsage | null;
};

export type StreamObserver = { onSkipped(): void; onModel(model: string): void };

/** The state of one answer: https://platform.claude.com/docs/en/build-with-claude/streaming. */
export function createAnthropicReader({ onSkipped, onModel }: StreamObserver): StreamReader {
  const toolIndexes = new Map<number, number>();
  const openBlocks = new Set<number>();
  const withoutArguments = new Map<number, unknown>();
  let usage: Usage | undefined;
  let stopReason: string | undefined;
  let stopSequence: string | undefined;
  let isEnded = false;

  const takeUsage = (told: AnthropicUsage | null | undefined): ProviderEvent[] => {
    usage = told ? mergeAnthropicUsage(usage, told) : usage;
    return usage && isTokenCount(told?.output_tokens) ? [{ type: 'usage', usage }] : [];
  };

  const startBlock = (index: number, block: Block): ProviderEvent[] => {
    if (openBlocks.has(index)) return [];
    openBlocks.add(index);
    if (block.type === 'text' && block.text) return [{ type: 'text', text: block.text }];
    if (block.type === 'thinking' && block.thinking) return [{ type: 'reasoning', text: block.thinking }];
    if (block.type === 'redacted_thinking') {
      return [{ type: 'reasoning', text: '', signature: `${REDACTED_PREFIX}${block.data ?? ''}` }];
    }
    if (block.type !== 'tool_use') return [];
    const toolIndex = toolIndexes.size;
    toolIndexes.set(index, toolIndex);
    withoutArguments.set(index, block.input);
    return [{ type: 'tool_call', toolIndex, id: block.id ?? '', name: block.name ?? '' }];
  };

  const takeDelta = (index: number, delta: Delta): ProviderEvent[] => {
    if (delta.type === 'text_delta' && delta.text) return [{ type: 'text', text: delta.text }];
    if (delta.type === 'thinking_delta' && delta.thinking) return [{ type: 'reasoning', text: delta.thinking }];
    if (delta.type === 'signature_delta') return [{ type: 'reasoning', text: '', signature: delta.signature ?? '' }];
    const toolIndex = toolIndexes.get(index);
    if (delta.type !== 'input_json_delta' || !delta.partial_json || toolIndex === undefined) return [];
    withoutArguments.delete(index);
    return [{ type: 'tool_arguments', toolIndex, fragment: delta.partial_json }];
  };

  /** A tool without arguments streams none; the hub's callers get an empty object, as OpenAI writes it. */
  const stopBlock = (index: number): ProviderEvent[] => {
    openBlocks.delete(index);
    const toolIndex = toolIndexes.get(index);
    if (toolIndex === undefined || !withoutArguments.has(index)) return [];
    const input = withoutArguments.get(index) ?? {};
    withoutArguments.delete(index);
    return [{ type: 'tool_arguments', toolIndex, fragment: JSON.stringify(input) }];
  };

  const take = (event: WireEvent): ProviderEvent[] => {
    const index = event.index ?? 0;
    switch (event.type) {
      case 'message_start':
        if (event.message?.model) onModel(event.message.model);
        return takeUsage(event.message?.usage);
      case 'content_block_start':
        return startBlock(index, event.content_block ?? {});
      case 'content_block_delta':
        return takeDelta(index, event.delta ?? {});
      case 'content_block_stop':
        return stopBlock(index);
      case 'message_delta':
        stopReason = event.delta?.stop_reason ?? stopReason;
        stopSequence = event.delta?.stop_sequence ?? stopSequence;
        return takeUsage(event.usage);
      case 'message_stop':
        isEnded = true;
        return [];
      case 'error':
        throw toProviderError(failureOfErrorBody(event));
      default:
        return [];
    }
  };

  return {
    read({ data }: ServerSentEvent) {
      if (data === '') return [];
      const event = parse(data);
      if (event === undefined) onSkipped();
      return event === undefined ? [] : take(event);
    },
    isEnded: () => isEnded,
    finish() {
      if (stopReason === undefined && !isEnded) {
        throw new AppError('provider_bad_response', { detail: 'The provider broke off in the middle of its answer.' });
      }
      const reason = toStopReason(stopReason ?? 'end_turn', toolIndexes.size > 0);
      return { type: 'finish', stopReason: reason, ...(stopSequence !== undefined && { stopSequence }) };
    },
  };
}

function parse(data: string): WireEvent | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
