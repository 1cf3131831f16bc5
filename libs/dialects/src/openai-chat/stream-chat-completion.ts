import { type RunEvent, type TerminalRunEvent, toOpenAiError } from '@smart-ai-hub/contracts';
import { failedRunError } from '../failures/failed-run.ts';
import { createChunkWriter } from './chunk-writer.ts';
import { toFinishReason } from './render-chat-usage.ts';

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
  let calledTools = false;
  let ended = false;

  const end = (event: TerminalRunEvent): string => {
    ended = true;
    if (event.type === 'failed') return `data: ${JSON.stringify(toOpenAiError(failedRunError(event)))}\n\n`;
    const finish = chunks.write({}, toFinishReason(event.stopReason, calledTools));
    return `${finish}${chunks.writeUsage(event)}data: [DONE]\n\n`;
  };

  const onEvent = (event: RunEvent): string => {
    if (ended) return '';
    switch (event.type) {
      case 'started':
        chunks.nameModel(event.model);
        return '';
      case 'text':
        return event.text === '' ? '' : chunks.write({ content: event.text });
      case 'reasoning':
        return event.text === '' ? '' : chunks.write({ reasoning_content: event.text });
      case 'tool_call':
        calledTools = true;
        return chunks.write({ tool_calls: [firstToolDelta(event)] });
      case 'tool_arguments':
        if (event.fragment === '') return '';
        return chunks.write({ tool_calls: [{ index: event.toolIndex, function: { arguments: event.fragment } }] });
      case 'wire':
        return event.dialect === 'openai-chat' ? chunks.writeOwn(event.data) : '';
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
