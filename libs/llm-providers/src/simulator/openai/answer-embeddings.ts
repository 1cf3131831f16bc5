import { createRandom, hashText } from '../answer/seeded-random.ts';
import { type Exchange, beginAnswer, jsonSteps } from '../answer-call.ts';
import { playSteps } from '../http/play-steps.ts';
import type { Json } from '../read-body-fields.ts';
import type { ReportedUsage } from '../simulator-stats.ts';
import { type EmbeddingsCall, readEmbeddingsCall } from './read-embeddings-call.ts';

/** Answers one call of embeddings, or fails it as the first text asks. */
export function answerEmbeddings(exchange: Exchange, body: Json): void {
  const { response, dialect, requestId, state } = exchange;
  const call = readEmbeddingsCall(body, dialect.name === 'compatible');
  const [directiveText = ''] = call.inputs;
  const begun = beginAnswer(exchange, { model: call.model, isStream: false, directiveText });
  if (!begun) return;
  const { behaviour, record } = begun;
  const usage = usageOf(call, behaviour.fault);
  playSteps({
    response,
    status: 200,
    headers: { 'content-type': 'application/json', [dialect.requestIdHeader]: requestId, ...dialect.headers },
    steps: jsonSteps(renderEmbeddings(call, usage), { answer: { outputTokens: 0 }, usage }, behaviour),
    tokensPerSecond: 0,
    record,
    ticker: state.ticker,
    onEnd: (outcome) => state.stats.end(record, outcome),
  });
}

function usageOf({ tokens }: EmbeddingsCall, fault: string | undefined): ReportedUsage | undefined {
  if (fault === 'missing-usage') return undefined;
  const nothing = { cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, outputTokens: 0 };
  return { inputTokens: fault === 'wrong-usage' ? 0 : tokens, ...nothing, reasoningTokens: 0 };
}

/** Unit vectors that depend on the text alone. */
function renderEmbeddings(call: EmbeddingsCall, usage: ReportedUsage | undefined): string {
  const { model, inputs, dimensions, isBase64 } = call;
  const data = inputs.map((input, index) => {
    const vector = vectorOf(input, dimensions);
    return {
      object: 'embedding',
      index,
      embedding: isBase64 ? Buffer.from(vector.buffer).toString('base64') : [...vector],
    };
  });
  const told = usage && { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens };
  return JSON.stringify({ object: 'list', data, model, ...(told && { usage: told }) });
}

function vectorOf(text: string, dimensions: number): Float32Array<ArrayBuffer> {
  const random = createRandom(hashText(text));
  const vector = Float32Array.from({ length: dimensions }, () => random() * 2 - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
