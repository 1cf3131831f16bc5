import type { PlannedAnswer, PlannedToolCall } from '../answer/plan-answer.ts';
import type { ReportedUsage } from '../simulator-stats.ts';
import { type WriteStep, frame, say, write } from '../steps.ts';
import type { RenderInput } from '../wire-dialect.ts';
import { renderLogprobs } from './render-logprobs.ts';

const FINISH_REASONS = {
  end: 'stop',
  length: 'length',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  filtered: 'content_filter',
} as const;

const FINGERPRINT = 'fp_simulator00';

/** OpenAI counts cached tokens inside the prompt's and reasoning inside the completion's. */
function toWireUsage(usage: ReportedUsage) {
  const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.outputTokens,
    total_tokens: prompt + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cacheReadTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** Everything of a chunk before and behind its choices: the same for a whole stream. */
function envelopeOf(messageId: string, model: string, includesUsage: boolean) {
  const created = Math.floor(Date.now() / 1000);
  const names = `"id":"${messageId}","object":"chat.completion.chunk","created":${created},"model":${JSON.stringify(model)}`;
  const head = `data: {${names},"service_tier":"default","system_fingerprint":"${FINGERPRINT}",`;
  return { head, tail: `${includesUsage ? ',"usage":null' : ''}}\n\n` };
}

/** One chunk of a choice; its members are JSON already, since this runs once per token. */
type WriteChunk = (delta: string, finish?: string, logprobs?: string) => string;

/** The whole stream; reasoning stays hidden with OpenAI and is shown by compatible servers. */
export function renderOpenAiStream(input: RenderInput, showsReasoning: boolean): WriteStep[] {
  const { messageId, call, answer, usage } = input;
  const { head, tail } = envelopeOf(messageId, call.model, call.includesUsage);
  const steps = Array.from({ length: call.answers ?? 1 }, (_, index) => {
    const chunk: WriteChunk = (delta, finish = 'null', logprobs = 'null') =>
      `${head}"choices":[{"index":${index},"delta":${delta},"logprobs":${logprobs},"finish_reason":${finish}}]${tail}`;
    return renderChoice(input, answer, chunk, showsReasoning);
  }).flat();
  if (usage && call.includesUsage) {
    const text = `${head}"choices":[],"usage":${JSON.stringify(toWireUsage(usage))}}\n\n`;
    steps.push({ ...frame(text), usage });
  }
  steps.push({ ...frame('data: [DONE]\n\n'), isLast: true });
  return steps;
}

function renderChoice(
  { call }: RenderInput,
  answer: PlannedAnswer,
  chunk: WriteChunk,
  showsReasoning: boolean,
): WriteStep[] {
  const perToken = (before: string, after: string, tokens: string[]) => {
    const around = (token: string) => chunk(`${before}${JSON.stringify(token)}${after}`);
    return tokens.map((token) => say(token, around));
  };
  const { logprobs } = call;
  const spokenAndLikely = (token: string) =>
    chunk(JSON.stringify({ content: token }), undefined, JSON.stringify(renderLogprobs([token], logprobs?.top ?? 0)));
  // Hidden reasoning takes its time: tokens without bytes.
  const reasoning = showsReasoning
    ? perToken('{"reasoning_content":', '}', answer.reasoning)
    : answer.reasoning.map(() => write('', 1));
  const text = logprobs
    ? answer.text.map((token) => say(token, spokenAndLikely))
    : perToken('{"content":', '}', answer.text);
  const toolCalls = answer.toolCalls.map((toolCall, index) => {
    const named = { name: toolCall.name, arguments: '' };
    const start = { tool_calls: [{ index, id: `call_${toolCall.id}`, type: 'function', function: named }] };
    const written = perToken(
      `{"tool_calls":[{"index":${index},"function":{"arguments":`,
      '}}]}',
      toolCall.argumentTokens,
    );
    return [write(chunk(JSON.stringify(start)), toolCall.nameTokens), ...written];
  });
  return [
    frame(chunk('{"role":"assistant","content":"","refusal":null}')),
    ...reasoning,
    ...text,
    ...toolCalls.flat(),
    frame(chunk('{}', `"${FINISH_REASONS[answer.stop]}"`)),
  ];
}

export function openAiTokenChunk(messageId: string, model: string, text: string): string {
  const { head, tail } = envelopeOf(messageId, model, false);
  return `${head}"choices":[{"index":0,"delta":{"content":${JSON.stringify(text)}},"logprobs":null,"finish_reason":null}]${tail}`;
}

export function renderOpenAiJson({ messageId, call, answer, usage }: RenderInput, showsReasoning: boolean): string {
  const text = answer.text.join('');
  const message = {
    role: 'assistant',
    content: text === '' && answer.toolCalls.length > 0 ? null : text,
    refusal: null,
    annotations: [],
    ...(showsReasoning && answer.reasoning.length > 0 && { reasoning_content: answer.reasoning.join('') }),
    ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls.map(toWireCall) }),
  };
  const logprobs = call.logprobs ? renderLogprobs(answer.text, call.logprobs.top) : null;
  const finish = FINISH_REASONS[answer.stop];
  return JSON.stringify({
    id: messageId,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: call.model,
    choices: Array.from({ length: call.answers ?? 1 }, (_, index) => ({
      index,
      message,
      logprobs,
      finish_reason: finish,
    })),
    ...(usage && { usage: toWireUsage(usage) }),
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  });
}

function toWireCall(call: PlannedToolCall) {
  return {
    id: `call_${call.id}`,
    type: 'function',
    function: { name: call.name, arguments: call.argumentTokens.join('') },
  };
}
