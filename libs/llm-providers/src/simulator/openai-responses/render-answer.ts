import type { PlannedAnswer, PlannedToolCall } from '../answer/plan-answer.ts';
import type { Json } from '../read-body-fields.ts';
import type { ReportedUsage } from '../simulator-stats.ts';
import { type WriteStep, frame, write } from '../steps.ts';
import type { RenderInput } from '../wire-dialect.ts';
import { type EventWriter, createEventWriter } from './response-events.ts';
import { type Annotation, annotationsOf, streamSearch, toSearchItem } from './render-searches.ts';
import { sealReasoning } from './sealed-reasoning.ts';

type Item = Json & { id: string };

function toWireUsage(usage: ReportedUsage): Json {
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheReadTokens, cache_write_tokens: 0 },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: input + usage.outputTokens,
  };
}

function toResponse({ messageId, call, answer, usage }: RenderInput, output: Item[], isEnded: boolean): Json {
  const reason =
    answer.stop === 'length' ? 'max_output_tokens' : answer.stop === 'filtered' ? 'content_filter' : undefined;
  const ended = reason === undefined ? 'completed' : 'incomplete';
  return {
    id: messageId,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: isEnded ? ended : 'in_progress',
    error: null,
    incomplete_details: isEnded && reason !== undefined ? { reason } : null,
    model: call.model,
    output,
    service_tier: 'default',
    store: false,
    usage: isEnded && usage ? toWireUsage(usage) : null,
  };
}

/** The items of the answer, whole. */
function itemsOf({ messageId, answer }: RenderInput): Item[] {
  const idOf = (prefix: string, index: number) => `${prefix}_${messageId.slice('resp_'.length)}${index}`;
  const items: Item[] = [];
  if (answer.reasoning.length > 0) {
    const id = idOf('rs', 0);
    const summary = [{ type: 'summary_text', text: answer.reasoning.join('') }];
    items.push({ id, type: 'reasoning', summary, encrypted_content: sealReasoning(id) });
  }
  for (const search of answer.searches) items.push(toSearchItem(search, idOf('ws', items.length)));
  const status = answer.stop === 'length' || answer.stop === 'filtered' ? 'incomplete' : 'completed';
  if (answer.text.length > 0) {
    const content = [textPart(answer.text.join(''), annotationsOf(answer))];
    items.push({ id: idOf('msg', items.length), type: 'message', role: 'assistant', status, content });
  }
  for (const call of answer.toolCalls) items.push(toCallItem(call, idOf(call.isCustom ? 'ctc' : 'fc', items.length)));
  return items;
}

function toCallItem({ id: callId, name, namespace, isCustom, argumentTokens }: PlannedToolCall, id: string): Item {
  const text = argumentTokens.join('');
  const told = isCustom ? { type: 'custom_tool_call', input: text } : { type: 'function_call', arguments: text };
  return {
    id,
    ...told,
    status: 'completed',
    call_id: `call_${callId}`,
    name,
    ...(namespace !== undefined && { namespace }),
  };
}

/** The whole stream, which ends with the response and has no `[DONE]`. */
export function renderResponsesStream(input: RenderInput): WriteStep[] {
  const events = createEventWriter();
  const items = itemsOf(input);
  for (const type of ['created', 'in_progress']) {
    events.frame(`response.${type}`, { response: toResponse(input, [], false) });
  }
  items.forEach((item, index) => streamItem(events, input, item, index));
  const whole = toResponse(input, items, true);
  events.frame(`response.${String(whole['status'])}`, { response: whole });
  const last = events.steps.pop();
  if (last) events.steps.push({ ...last, ...(input.usage && { usage: input.usage }) });
  return [...events.steps, { ...frame(''), isLast: true }];
}

function streamItem(events: EventWriter, { answer }: RenderInput, item: Item, index: number): void {
  const place = { output_index: index };
  const at = { item_id: item.id, ...place };
  const { type } = item;
  const open: Json = { ...item, ...(type !== 'reasoning' && { status: 'in_progress' }) };
  for (const name of ['summary', 'content']) if (name in item) open[name] = [];
  for (const name of ['arguments', 'input']) if (name in item) open[name] = '';
  events.frame('response.output_item.added', { ...place, item: open });
  if (type === 'reasoning') {
    const part = { ...at, summary_index: 0 };
    events.frame('response.reasoning_summary_part.added', { ...part, part: { type: 'summary_text', text: '' } });
    for (const delta of answer.reasoning) events.say('response.reasoning_summary_text.delta', { ...part, delta });
    const text = answer.reasoning.join('');
    events.frame('response.reasoning_summary_text.done', { ...part, text });
    events.frame('response.reasoning_summary_part.done', { ...part, part: { type: 'summary_text', text } });
  } else if (type === 'message') streamText(events, answer, at);
  else if (type === 'web_search_call') streamSearch(events, answer, item, at);
  else {
    const call = answer.toolCalls.find(({ id }) => item['call_id'] === `call_${id}`);
    const word = type === 'custom_tool_call' ? 'custom_tool_call_input' : 'function_call_arguments';
    events.steps.push(write('', call?.nameTokens ?? 0));
    for (const delta of call?.argumentTokens ?? []) events.say(`response.${word}.delta`, { ...at, delta });
    const told = type === 'custom_tool_call' ? { input: item['input'] } : { arguments: item['arguments'] };
    events.frame(`response.${word}.done`, { ...at, ...told });
  }
  events.frame('response.output_item.done', { ...place, item });
}

const textPart = (text: string, annotations: Annotation[]) => ({
  type: 'output_text',
  text,
  annotations,
  logprobs: [],
});

function streamText(events: EventWriter, answer: PlannedAnswer, at: Json): void {
  const part = { ...at, content_index: 0 };
  events.frame('response.content_part.added', { ...part, part: textPart('', []) });
  for (const delta of answer.text) events.say('response.output_text.delta', { ...part, delta, logprobs: [] });
  const text = answer.text.join('');
  const annotations = annotationsOf(answer);
  annotations.forEach((annotation, index) =>
    events.frame('response.output_text.annotation.added', { ...part, annotation_index: index, annotation }),
  );
  events.frame('response.output_text.done', { ...part, text, logprobs: [] });
  events.frame('response.content_part.done', { ...part, part: textPart(text, annotations) });
}

export function renderResponsesJson(input: RenderInput): string {
  return JSON.stringify(toResponse(input, itemsOf(input), true));
}

/** A further token of the first message, for an answer that does not end. */
export function responsesTokenEvent(messageId: string, text: string): string {
  const type = 'response.output_text.delta';
  const at = { item_id: `msg_${messageId.slice('resp_'.length)}0`, output_index: 0, content_index: 0 };
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 0, ...at, delta: text, logprobs: [] })}\n\n`;
}
