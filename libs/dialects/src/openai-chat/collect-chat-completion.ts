import type { RunEvent, TerminalRunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../failures/failed-run.ts';
import { mergeDelta } from './merge-delta.ts';
import { NO_ARGUMENTS, toChatUsage, toFinishReason } from './render-chat-usage.ts';

export type ChatCompletionOptions = {
  id: string;
  model: string;
  /** Unix seconds. */
  created: number;
};

type Json = Record<string, unknown>;
type ToolCall = { id: string; type: 'function'; function: { name: string; arguments: string } };

/** The whole answer of a chat completion that is not streamed. */
export type ChatCompletionAnswer = ReturnType<ReturnType<typeof createChatCompletionCollector>['result']>;

type Draft = {
  model: string;
  text: string;
  reasoning: string;
  toolCalls: Map<number, ToolCall>;
  /** Members of the whole answer, of its usage, and choices by index, as the provider said them. */
  own: { members: Json; usage?: Json; choices: Map<number, Json> };
  terminal?: TerminalRunEvent;
};

/** Gathers the events of a run into one `chat.completion`; `result` throws the run's error when it failed. */
export function createChatCompletionCollector(options: ChatCompletionOptions) {
  const draft: Draft = {
    model: options.model,
    text: '',
    reasoning: '',
    toolCalls: new Map(),
    own: { members: {}, choices: new Map() },
  };

  const result = () => {
    const { model, text, reasoning, terminal, own } = draft;
    if (!terminal) throw unfinishedRunError();
    if (terminal.type === 'failed') throw failedRunError(terminal);
    const finishReason = toFinishReason(terminal.stopReason, draft.toolCalls.size > 0);
    const calls = [...draft.toolCalls.values()].map((call) => withArguments(call, finishReason));
    const { delta: ownMessage, ...ownChoice } = own.choices.get(0) ?? {};
    const message = {
      role: 'assistant' as const,
      content: text === '' && calls.length > 0 ? null : text,
      refusal: null,
      ...(ownMessage as Json | undefined),
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(calls.length > 0 && { tool_calls: calls }),
    };
    const first = { logprobs: null, ...ownChoice, index: 0, message, finish_reason: finishReason };
    return {
      ...own.members,
      id: options.id,
      object: 'chat.completion' as const,
      created: options.created,
      model,
      choices: [first, ...furtherChoices(own.choices)],
      usage: toChatUsage(terminal, own.usage),
    };
  };

  return { onEvent: (event: RunEvent): void => addEvent(draft, event), result };
}

/** A call that was cut off before its arguments is left as it is: it must not look whole. */
function withArguments(call: ToolCall, finishReason: string): ToolCall {
  if (call.function.arguments !== '' || finishReason !== 'tool_calls') return call;
  return { ...call, function: { ...call.function, arguments: NO_ARGUMENTS } };
}

function addEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      draft.model = event.model;
      draft.own = { members: {}, choices: new Map() };
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
    case 'wire':
      if (event.dialect === 'openai-chat') addOwn(draft, event.data);
      break;
    case 'continued':
    case 'embedding':
      break;
    default:
      draft.terminal ??= event;
  }
}

/** The first answer's text stays in the hub's hands: it may come in both ways within one answer. */
function addOwn(draft: Draft, { chunk, choices, usage }: Json): void {
  if (chunk !== undefined) draft.own.members = chunk as Json;
  if (usage !== undefined) draft.own.usage = usage as Json;
  for (const choice of (choices ?? []) as (Json & { index?: number })[]) {
    const { index = 0, delta, ...members } = choice;
    const { content, role, ...rest } = (delta ?? {}) as Json;
    if (index === 0) draft.text += typeof content === 'string' ? content : '';
    const own = draft.own.choices.get(index) ?? {};
    const told = index === 0 ? rest : { role, content, ...rest };
    draft.own.choices.set(index, mergeDelta(own, { ...members, delta: told }));
  }
}

function furtherChoices(choices: Map<number, Json>): Json[] {
  const further = [...choices].filter(([index]) => index > 0).sort(([one], [other]) => one - other);
  return further.map(([index, { delta, ...choice }]) => ({
    index,
    message: { role: 'assistant', content: null, refusal: null, ...(delta as Json) },
    logprobs: null,
    finish_reason: null,
    ...choice,
  }));
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
