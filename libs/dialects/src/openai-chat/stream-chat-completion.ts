import { type RunEvent, type TerminalRunEvent, toOpenAiError } from '@smart-ai-hub/contracts';
import { failedRunError } from '../failures/failed-run.ts';
import { toChatUsage, toFinishReason } from './render-chat-usage.ts';

export type ChatCompletionStreamOptions = {
  id: string;
  model: string;
  /** Unix seconds. */
  created: number;
  /** `stream_options.include_usage` of the request. */
  includeUsage: boolean;
};

type Delta = Record<string, unknown>;

/**
 * Renders the events of a run as the server-sent events of a streamed chat completion. Nothing is sent before the first content, so
 * that an earlier failure can still be an HTTP error; a later one ends the stream without a finish reason and without `[DONE]`,
 * in the form that both official SDKs raise.
 */
export function createChatCompletionStream(options: ChatCompletionStreamOptions): { onEvent(event: RunEvent): string } {
  const { includeUsage } = options;
  let model = options.model;
  let head = '';
  let calledTools = false;
  let ended = false;

  /** The role goes out first, alone, as OpenAI sends it. */
  const chunk = (delta: Delta, finishReason: string | null = null): string => {
    if (head !== '') return head + choice(delta, finishReason, includeUsage);
    head = chunkHead({ ...options, model });
    return head + choice({ role: 'assistant', content: '' }, null, includeUsage) + chunk(delta, finishReason);
  };

  const end = (event: TerminalRunEvent): string => {
    ended = true;
    if (event.type === 'failed') return `data: ${JSON.stringify(toOpenAiError(failedRunError(event)))}\n\n`;
    const finish = chunk({}, toFinishReason(event.stopReason, calledTools));
    const usage = includeUsage
      ? `${head}"choices":[],"usage":${JSON.stringify(toChatUsage(event.usage, event.costMicros))}}\n\n`
      : '';
    return `${finish}${usage}data: [DONE]\n\n`;
  };

  const onEvent = (event: RunEvent): string => {
    if (ended) return '';
    switch (event.type) {
      case 'started':
        model = event.model;
        return '';
      case 'text':
        return event.text === '' ? '' : chunk({ content: event.text });
      case 'reasoning':
        return event.text === '' ? '' : chunk({ reasoning_content: event.text });
      case 'tool_call':
        calledTools = true;
        return chunk({ tool_calls: [firstToolDelta(event)] });
      case 'tool_arguments':
        if (event.fragment === '') return '';
        return chunk({ tool_calls: [{ index: event.toolIndex, function: { arguments: event.fragment } }] });
      case 'done':
      case 'failed':
        return end(event);
    }
  };
  return { onEvent };
}

/** What every chunk of an answer begins with: serialised once, since this is on the way of every token. */
function chunkHead({ id, created, model }: ChatCompletionStreamOptions): string {
  return `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model }).slice(0, -1)},`;
}

/** With usage asked for, every chunk but the last has a null in its place, as at OpenAI. */
function choice(delta: Delta, finishReason: string | null, includeUsage: boolean): string {
  const choices = `[{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finishReason)}}]`;
  return `"choices":${choices}${includeUsage ? ',"usage":null' : ''}}\n\n`;
}

function firstToolDelta({ toolIndex, id, name }: Extract<RunEvent, { type: 'tool_call' }>) {
  return { index: toolIndex, id, type: 'function', function: { name, arguments: '' } };
}
