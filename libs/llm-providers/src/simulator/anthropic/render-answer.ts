import type { PlannedAnswer } from '../answer/plan-answer.ts';
import { countFoundTokens } from '../answer/plan-searches.ts';
import type { ReportedUsage } from '../simulator-stats.ts';
import { type WriteStep, frame, say, wireTextOf, write } from '../steps.ts';
import type { RenderInput } from '../wire-dialect.ts';
import { signThinking } from './sign-thinking.ts';
import { citeSearch, searchBlocks } from './render-searches.ts';

const STOP_REASONS = {
  end: 'end_turn',
  length: 'max_tokens',
  stop_sequence: 'stop_sequence',
  tool_use: 'tool_use',
  filtered: 'refusal',
} as const;

function toWireUsage(usage: ReportedUsage, searches = 0) {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
    },
    output_tokens: usage.outputTokens,
    ...(searches > 0 && { server_tool_use: { web_search_requests: searches } }),
    ...(usage.reasoningTokens > 0 && { output_tokens_details: { thinking_tokens: usage.reasoningTokens } }),
  };
}

function sse(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

/** The whole stream in Anthropic's order: https://platform.claude.com/docs/en/build-with-claude/streaming. */
export function renderAnthropicStream(input: RenderInput): WriteStep[] {
  const { call, answer, usage } = input;
  const blocks: WriteStep[][] = [];
  let index = 0;
  const block = (start: object, deltas: WriteStep[]) => {
    blocks.push([
      frame(sse('content_block_start', { index, content_block: start })),
      ...(index === 0 ? [write(sse('ping', {}))] : []),
      ...deltas,
      frame(sse('content_block_stop', { index })),
    ]);
    index += 1;
  };
  if (answer.reasoning.length > 0) {
    const delta = { type: 'signature_delta', signature: signThinking(answer.reasoning.join('')) };
    const signature = write(sse('content_block_delta', { index, delta }));
    block({ type: 'thinking', thinking: '', signature: '' }, [
      ...deltas(index, 'thinking_delta', 'thinking', answer.reasoning),
      signature,
    ]);
  }
  for (const search of answer.searches) {
    const { call: asked, result } = searchBlocks(search);
    block({ ...asked, input: {} }, deltas(index, 'input_json_delta', 'partial_json', search.inputTokens));
    block(result, []);
  }
  if (answer.text.length > 0) {
    const cited = citationsOf(call, answer).map((citation) =>
      write(sse('content_block_delta', { index, delta: { type: 'citations_delta', citation } })),
    );
    const start = { type: 'text', text: '', ...(cited.length > 0 && { citations: [] }) };
    block(start, [...deltas(index, 'text_delta', 'text', answer.text), ...cited]);
  }
  for (const call of answer.toolCalls) {
    const start = { type: 'tool_use', id: `toolu_${call.id}`, name: call.name, input: {} };
    const first = {
      ...write(sse('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: '' } })),
      tokens: call.nameTokens,
    };
    block(start, [first, ...deltas(index, 'input_json_delta', 'partial_json', call.argumentTokens)]);
  }
  const delta = { stop_reason: STOP_REASONS[answer.stop], stop_sequence: answer.stopSequence ?? null };
  const wireUsage = usage && toWireUsage(usage, answer.searches.length);
  const end: WriteStep = {
    ...frame(sse('message_delta', { delta, ...(wireUsage && { usage: wireUsage }) })),
    ...(usage && { usage }),
  };
  return [startStep(input), ...blocks.flat(), end, { ...frame(sse('message_stop', {})), isLast: true }];
}

/** What an answer rests on: https://platform.claude.com/docs/en/build-with-claude/citations. */
function citationsOf({ cites }: RenderInput['call'], { searches }: PlannedAnswer): object[] {
  if (!cites) return searches.map(citeSearch);
  const { title, text } = cites;
  const place = { document_index: 0, document_title: title, start_char_index: 0, end_char_index: text.length };
  return [{ type: 'char_location', cited_text: text, ...place, file_id: null }];
}

function startStep({ messageId, call, answer, usage }: RenderInput): WriteStep {
  const begun = usage && {
    ...usage,
    inputTokens: Math.max(0, usage.inputTokens - countFoundTokens(answer.searches)),
    outputTokens: Math.min(1, usage.outputTokens),
    reasoningTokens: 0,
  };
  const message = {
    id: messageId,
    type: 'message',
    role: 'assistant',
    model: call.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    ...(begun && { usage: { ...toWireUsage(begun), service_tier: 'standard' } }),
  };
  return { ...frame(sse('message_start', { message })), ...(begun && { usage: begun }) };
}

/** Written by hand rather than by JSON.stringify of whole objects: this runs once per token. */
function deltas(index: number, type: string, key: string, tokens: string[]): WriteStep[] {
  const head = `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"${type}","${key}":`;
  const around = (token: string) => `${head}${JSON.stringify(token)}}}\n\n`;
  return tokens.map((token) => say(token, around));
}

export function anthropicTokenChunk(text: string): string {
  return deltas(0, 'text_delta', 'text', [text]).map(wireTextOf).join('');
}

export function renderAnthropicJson({ messageId, call, answer, usage }: RenderInput): string {
  return JSON.stringify({
    id: messageId,
    type: 'message',
    role: 'assistant',
    model: call.model,
    content: contentOf(call, answer),
    stop_reason: STOP_REASONS[answer.stop],
    stop_sequence: answer.stopSequence ?? null,
    ...(usage && { usage: { ...toWireUsage(usage, answer.searches.length), service_tier: 'standard' } }),
  });
}

function contentOf(call: RenderInput['call'], answer: PlannedAnswer): object[] {
  const reasoning = answer.reasoning.join('');
  const text = answer.text.join('');
  const citations = citationsOf(call, answer);
  const searches = answer.searches.map(searchBlocks).flatMap((blocks) => [blocks.call, blocks.result]);
  return [
    ...(reasoning === '' ? [] : [{ type: 'thinking', thinking: reasoning, signature: signThinking(reasoning) }]),
    ...searches,
    ...(text === '' ? [] : [{ type: 'text', text, ...(citations.length > 0 && { citations }) }]),
    ...answer.toolCalls.map(({ id, name, argumentTokens }) => ({
      type: 'tool_use',
      id: `toolu_${id}`,
      name,
      input: parseOrEmpty(argumentTokens.join('')),
    })),
  ];
}

/** Arguments that the limit cut short are no JSON. */
function parseOrEmpty(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
