import { AppError, type RunEvent, type TerminalRunEvent, toAnthropicError } from '@smart-ai-hub/contracts';
import { failedRunError } from '../failures/failed-run.ts';
import { type BlockWriter, createBlockWriter, serverSentEvent } from './block-writer.ts';
import { redactedDataOf } from './redacted-reasoning.ts';
import { toMessageStop, toMessageUsage, toStartUsage } from './render-message-parts.ts';
import { type OwnWords, createOwnWriter, noOwnWords, withOwnEnd } from './own-words.ts';
import { createToolBlocks } from './tool-blocks.ts';

type DoneEvent = Extract<TerminalRunEvent, { type: 'done' }>;

export type MessageStreamOptions = {
  id: string;
  model: string;
  /** What `message_start` says before the provider has counted; `message_delta` replaces it. */
  inputTokens?: number;
};

/** Keeps a connection alive; Anthropic's clients skip it. */
export const messagePing = 'event: ping\ndata: {"type":"ping"}\n\n';

/**
 * Renders the events of a run as the server-sent events of a streamed message. Nothing is sent before the first content, so that an
 * earlier failure can still be an HTTP error; a later one is an `error` event with nothing after it.
 */
export function createMessageStream(options: MessageStreamOptions): { onEvent(event: RunEvent): string } {
  let model = options.model;
  let started = false;
  let ended = false;
  const blocks = createBlockWriter();
  const tools = createToolBlocks(blocks);
  let own = noOwnWords();

  const start = (): string => {
    if (started) return '';
    started = true;
    return messageStart({ ...options, model }, own.start) + own.early;
  };

  const writeOwn = createOwnWriter({ blocks, tools, start, hasStarted: () => started });
  const fail = (error: AppError): string => {
    ended = true;
    return serverSentEvent('error', { error: toAnthropicError(error, options.id).error });
  };

  const end = (event: TerminalRunEvent): string => {
    if (event.type === 'failed') return fail(failedRunError(event));
    ended = true;
    return `${start()}${tools.flush()}${blocks.close()}${messageEnd(event, tools.count() > 0, own)}`;
  };

  const onEvent = (event: RunEvent): string => {
    if (ended || event.type === 'embedding' || event.type === 'continued') return '';
    switch (event.type) {
      case 'started':
        model = event.model;
        own = noOwnWords(); // What a model said that failed before it answered is not of this answer.
        return '';
      case 'text':
        return event.text === '' ? '' : start() + tools.flush() + writeText(blocks, event.text);
      case 'reasoning':
        return saysNothing(event) ? '' : start() + tools.flush() + writeReasoning(blocks, event);
      case 'tool_call':
        return start() + tools.announce(event);
      case 'tool_arguments':
        return tools.write(event.toolIndex, event.fragment) ?? fail(outOfOrderError());
      case 'wire':
        return event.dialect === 'anthropic-messages' ? writeOwn(own, event.data) : '';
      case 'done':
      case 'failed':
        return end(event);
    }
  };
  return { onEvent };
}

function messageStart({ id, model, inputTokens = 0 }: MessageStreamOptions, ownStart: OwnWords['start']): string {
  const empty = { content: [], stop_reason: null, stop_sequence: null, stop_details: null, container: null };
  const usage = toStartUsage(inputTokens);
  const base = { id, type: 'message', role: 'assistant', model, ...empty, diagnostics: null };
  const message = { ...base, ...ownStart, usage: { ...usage, ...(ownStart['usage'] ?? {}) } };
  return serverSentEvent('message_start', { message });
}

function messageEnd(event: DoneEvent, calledTools: boolean, own: OwnWords): string {
  const delta = { ...toMessageStop(event, calledTools), container: null };
  const last = withOwnEnd({ delta, usage: toMessageUsage(event) }, own);
  return serverSentEvent('message_delta', last) + serverSentEvent('message_stop', {});
}

function outOfOrderError(): AppError {
  return new AppError('provider_bad_response', { detail: 'The provider sent the parts of a tool call out of order.' });
}

function saysNothing({ text, signature }: Extract<RunEvent, { type: 'reasoning' }>): boolean {
  return text === '' && signature === undefined;
}

function writeText(blocks: BlockWriter, text: string): string {
  return blocks.open('text') + blocks.delta({ type: 'text_delta', text });
}

/** A signature ends a segment: what is thought after it is a block of its own. */
function writeReasoning(blocks: BlockWriter, { text, signature }: Extract<RunEvent, { type: 'reasoning' }>): string {
  const thinking =
    text === '' ? '' : blocks.open('thinking') + blocks.delta({ type: 'thinking_delta', thinking: text });
  const data = redactedDataOf(signature);
  if (data !== undefined) return thinking + blocks.openWith({ type: 'redacted_thinking', data }) + blocks.close();
  if (signature === undefined) return thinking;
  return thinking + blocks.open('thinking') + blocks.delta({ type: 'signature_delta', signature }) + blocks.close();
}
