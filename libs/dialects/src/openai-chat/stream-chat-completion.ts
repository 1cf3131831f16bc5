import { type RunEvent, type TerminalRunEvent, toOpenAiError } from '@smart-ai-hub/contracts';
import { failedRunError } from '../failures/failed-run.ts';
import { createChunkWriter } from './chunk-writer.ts';
import { NO_ARGUMENTS, toFinishReason } from './render-chat-usage.ts';

export type ChatCompletionStreamOptions = {
  id: string;
  model: string;
  /** Unix seconds. */
  created: number;
  /** `stream_options.include_usage` of the request. */
  includeUsage: boolean;
};

/**
 * Renders the events of a run as the server-sent events of a streamed chat completion. Nothing is sent before the first content, so
 * that an earlier failure can still be an HTTP error; a later one ends the stream without a finish reason and without `[DONE]`,
 * in the form that both official SDKs raise.
 */
export function createChatCompletionStream(options: ChatCompletionStreamOptions): { onEvent(event: RunEvent): string } {
  const chunks = createChunkWriter(options);
  /** Calls by their index, and whether arguments came. */
  const calls = new Map<number, boolean>();
  let ended = false;

  const writeArguments = (index: number, fragment: string): string =>
    chunks.write({ tool_calls: [{ index, function: { arguments: fragment } }] });

  /** A call of a tool that takes nothing is still JSON, as OpenAI writes it: clients parse it. */
  const writeEmptyArguments = (): string =>
    [...calls].map(([index, hasArguments]) => (hasArguments ? '' : writeArguments(index, NO_ARGUMENTS))).join('');

  const end = (event: TerminalRunEvent): string => {
    ended = true;
    if (event.type === 'failed') return `data: ${JSON.stringify(toOpenAiError(failedRunError(event)))}\n\n`;
    const finishReason = toFinishReason(event.stopReason, calls.size > 0);
    const finish = chunks.writeFinish(finishReason, event);
    return `${finishReason === 'tool_calls' ? writeEmptyArguments() : ''}${finish}${chunks.writeUsage(event)}data: [DONE]\n\n`;
  };

  const onEvent = (event: RunEvent): string => {
    if (ended) return '';
    switch (event.type) {
      case 'started':
        chunks.begin(event.model);
        return '';
      case 'text':
        return event.text === '' ? '' : chunks.write({ content: event.text });
      case 'reasoning':
        return event.text === '' ? '' : chunks.write({ reasoning_content: event.text });
      case 'tool_call':
        calls.set(event.toolIndex, false);
        return chunks.write({ tool_calls: [firstToolDelta(event)] });
      case 'tool_arguments':
        if (event.fragment === '') return '';
        calls.set(event.toolIndex, true);
        return writeArguments(event.toolIndex, event.fragment);
      case 'wire':
        return event.dialect === 'openai-chat' ? chunks.writeOwn(event.data) : '';
      case 'continued':
      case 'embedding':
        return '';
      case 'done':
      case 'failed':
        return end(event);
    }
  };
  return { onEvent };
}

function firstToolDelta({ toolIndex, id, name }: Extract<RunEvent, { type: 'tool_call' }>) {
  return { index: toolIndex, id, type: 'function', function: { name, arguments: '' } };
}
