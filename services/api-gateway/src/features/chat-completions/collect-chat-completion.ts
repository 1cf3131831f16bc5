import type { RunEvent, TerminalRunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../../dialects/failed-run.ts';
import { toChatUsage, toFinishReason } from './render-chat-usage.ts';

export type ChatCompletionOptions = {
  id: string;
  model: string;
  /** Unix seconds. */
  created: number;
};

type ToolCall = { id: string; type: 'function'; function: { name: string; arguments: string } };

/** The whole answer of a chat completion that is not streamed. */
export type ChatCompletionAnswer = ReturnType<ReturnType<typeof createChatCompletionCollector>['result']>;

/** Gathers the events of a run into one `chat.completion`; `result` throws the run's error when it failed. */
export function createChatCompletionCollector(options: ChatCompletionOptions) {
  let model = options.model;
  let text = '';
  let reasoning = '';
  let terminal: TerminalRunEvent | undefined;
  const toolCalls = new Map<number, ToolCall>();

  const onEvent = (event: RunEvent): void => {
    switch (event.type) {
      case 'started':
        model = event.model;
        break;
      case 'text':
        text += event.text;
        break;
      case 'reasoning':
        reasoning += event.text;
        break;
      case 'tool_call':
        toolCalls.set(event.toolIndex, {
          id: event.id,
          type: 'function',
          function: { name: event.name, arguments: '' },
        });
        break;
      case 'tool_arguments': {
        const call = toolCalls.get(event.toolIndex);
        if (call) call.function.arguments += event.fragment;
        break;
      }
      default:
        terminal ??= event;
    }
  };

  const result = () => {
    if (!terminal) throw unfinishedRunError();
    if (terminal.type === 'failed') throw failedRunError(terminal);
    const calls = [...toolCalls.values()];
    const message = {
      role: 'assistant' as const,
      content: text === '' && calls.length > 0 ? null : text,
      refusal: null,
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(calls.length > 0 && { tool_calls: calls }),
    };
    const finishReason = toFinishReason(terminal.stopReason, calls.length > 0);
    return {
      id: options.id,
      object: 'chat.completion' as const,
      created: options.created,
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
      usage: toChatUsage(terminal.usage, terminal.costMicros),
    };
  };

  return { onEvent, result };
}

/** The same for events that are all at hand. */
export function collectChatCompletion(
  options: ChatCompletionOptions,
  events: Iterable<RunEvent>,
): ChatCompletionAnswer {
  const collector = createChatCompletionCollector(options);
  for (const event of events) collector.onEvent(event);
  return collector.result();
}
