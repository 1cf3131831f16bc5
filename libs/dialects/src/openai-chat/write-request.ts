import type { ChatRequest, ChatTool, ReasoningEffort } from '@smart-ai-hub/contracts';
import type OpenAI from 'openai';
import { type Adjustments, createAdjustments } from '../requests/adjustments.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import { toMessages } from './write-messages.ts';
import type { OpenAiTraits } from './openai-traits.ts';

export type OpenAiBody = OpenAI.ChatCompletionCreateParamsStreaming;

/** The body of `POST /chat/completions`, and what could not be said in it. Usage is always asked for. */
export function toOpenAiBody(request: ChatRequest, target: ModelTarget, dialect: OpenAiTraits) {
  const adjustments = createAdjustments();
  const body: OpenAiBody = {
    model: target.upstreamModel,
    messages: toMessages(request.system, request.messages),
    stream: true,
    stream_options: { include_usage: true },
    ...toLimit(request, target, dialect, adjustments),
    ...toSampling(request, target, dialect, adjustments),
    ...toStop(request, dialect, adjustments),
    ...toTools(request),
    ...toResponseFormat(request),
    ...toReasoning(request, target, dialect, adjustments),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...toTopK(request, dialect, adjustments),
  };
  return { body, adjustments: adjustments.list() };
}

function toLimit(request: ChatRequest, { card }: ModelTarget, dialect: OpenAiTraits, adjustments: Adjustments) {
  const wanted = request.maxOutputTokens;
  if (wanted === undefined) return {};
  if (wanted > card.maxOutputTokens) {
    adjustments.add('max_tokens', `Lowered to ${card.maxOutputTokens}, the most this model can write.`);
  }
  return { [dialect.maxTokensKey]: Math.min(wanted, card.maxOutputTokens) };
}

function toSampling(
  request: ChatRequest,
  { upstreamModel }: ModelTarget,
  dialect: OpenAiTraits,
  adjustments: Adjustments,
) {
  const { temperature, topP } = request;
  if (dialect.hasSampling(upstreamModel)) {
    return { ...(temperature !== undefined && { temperature }), ...(topP !== undefined && { top_p: topP }) };
  }
  if (temperature !== undefined && temperature !== 1)
    adjustments.add('temperature', 'Not used: this model takes none.');
  if (topP !== undefined && topP !== 1) adjustments.add('top_p', 'Not used: this model takes none.');
  return {};
}

/** Not in OpenAI's own API; most of those who speak its protocol take it. */
function toTopK({ topK }: ChatRequest, dialect: OpenAiTraits, adjustments: Adjustments) {
  if (topK === undefined) return {};
  if (!dialect.refusesUnknownMembers) return { top_k: topK };
  adjustments.add('top_k', 'Not used: this provider has none.');
  return {};
}

function toStop({ stopSequences }: ChatRequest, dialect: OpenAiTraits, adjustments: Adjustments) {
  if (stopSequences.length === 0) return {};
  const most = dialect.maxStopSequences;
  if (stopSequences.length > most)
    adjustments.add('stop', `Only the first ${most} are used: this provider takes no more.`);
  return { stop: stopSequences.slice(0, most) };
}

function toTools(request: ChatRequest) {
  if (request.tools.length === 0) return {};
  const choice = toToolChoice(request.toolChoice);
  return {
    tools: request.tools.map(toTool),
    ...(choice !== undefined && { tool_choice: choice }),
    ...(request.parallelToolCalls !== undefined && { parallel_tool_calls: request.parallelToolCalls }),
  };
}

function toTool(tool: ChatTool): OpenAI.ChatCompletionFunctionTool {
  const strict = tool.strict !== undefined && { strict: tool.strict };
  const description = tool.description !== undefined && { description: tool.description };
  return { type: 'function', function: { name: tool.name, ...description, parameters: tool.inputSchema, ...strict } };
}

function toToolChoice(choice: ChatRequest['toolChoice']): OpenAI.ChatCompletionToolChoiceOption | undefined {
  if (choice?.kind !== 'tool') return choice?.kind;
  return { type: 'function', function: { name: choice.name } };
}

function toResponseFormat({ responseFormat }: ChatRequest): Pick<OpenAiBody, 'response_format'> {
  if (!responseFormat) return {};
  if (responseFormat.kind === 'json_object') return { response_format: { type: 'json_object' } };
  const { name, schema, strict } = responseFormat;
  return {
    response_format: { type: 'json_schema', json_schema: { name, schema, ...(strict !== undefined && { strict }) } },
  };
}

function toReasoning(request: ChatRequest, target: ModelTarget, dialect: OpenAiTraits, adjustments: Adjustments) {
  const { effort, budgetTokens } = request.reasoning ?? {};
  if (effort === undefined && budgetTokens === undefined) return {};
  if (!target.card.capabilities.reasoning) {
    if (effort !== 'none') adjustments.add('reasoning', 'Not used: this model does not reason.');
    return {};
  }
  const wanted = effort ?? effortOfBudget(budgetTokens ?? 0);
  const nearest = dialect.toEffort(target.upstreamModel, wanted);
  if (nearest !== wanted)
    adjustments.add('reasoning', `Effort ${nearest}, the nearest to ${wanted} that this model knows.`);
  return { reasoning_effort: nearest };
}

/** Anthropic's clients give a number of tokens where OpenAI has words; the steps are those of the way back. */
function effortOfBudget(budgetTokens: number): ReasoningEffort {
  if (budgetTokens <= 4_096) return 'low';
  return budgetTokens <= 10_000 ? 'medium' : 'high';
}
