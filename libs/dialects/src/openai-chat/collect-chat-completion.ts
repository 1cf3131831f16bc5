import type { RunEvent, TerminalRunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../failures/failed-run.ts';
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

type Draft = {
  model: string;
  text: string;
  reasoning: string;
  toolCalls: Map<number, ToolCall>;
  terminal?: TerminalRunEvent;
};

/** Gathers the events of a run into one `chat.completion`; `result` throws the run's error when it failed. */
export function createChatCompletionCollector(options: ChatCompletionOptions) {
  const draft: Draft = { model: options.model, text: '', reasoning: '', toolCalls: new Map() };

  const result = () => {
    const { model, text, reasoning, terminal } = draft;
    if (!terminal) throw unfinishedRunError();
    if (terminal.type === 'failed') throw failedRunError(terminal);
    const calls = [...draft.toolCalls.values()];
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

  return { onEvent: (event: RunEvent): void => addEvent(draft, event), result };
}

function addEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      draft.model = event.model;
      break;
    case 'text':
      draft.text += event.text;
      break;
    case 'reasoning':
      draft.reasoning += event.text;
      break;
    case 'tool_call': {
      const { toolIndex, id, name } = event;
      draft.toolCalls.set(toolIndex, { id, type: 'function', function: { name, arguments: '' } });
      break;
    }
    case 'tool_arguments': {
      const call = draft.toolCalls.get(event.toolIndex);
      if (call) call.function.arguments += event.fragment;
      break;
    }
    default:
      draft.terminal ??= event;
  }
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
