import type { ChatRequest, ChatTool, ModelCard } from '@smart-ai-hub/contracts';
import type Anthropic from '@anthropic-ai/sdk';
import type { ModelTarget } from '../requests/model-target.ts';
import { type Adjustments, createAdjustments } from '../requests/adjustments.ts';
import { type AnthropicTraits, anthropicTraitsOf } from './anthropic-traits.ts';
import { answersBareToolCall } from '../requests/kept-reasoning.ts';
import { toCacheControl } from './write-content.ts';
import { toMessages, toSystem } from './write-messages.ts';
import { type Thinking, toThinking } from './write-thinking.ts';

/** The SDK's newest types know no sampling; the version of the API that is asked for here does. */
export type AnthropicBody = Anthropic.MessageCreateParamsStreaming & {
  temperature?: number;
  top_p?: number;
  top_k?: number;
};

/** The body of `POST /v1/messages`, and what could not be said in it. */
export function toAnthropicBody(request: ChatRequest, { card, upstreamModel }: ModelTarget) {
  const adjustments = createAdjustments();
  const traits = anthropicTraitsOf(upstreamModel);
  const maxTokens = toMaxTokens(request, card.maxOutputTokens, adjustments);
  const thinking = toThinking(wantedReasoning(request, card, traits, adjustments), traits, maxTokens);
  if (!thinking)
    adjustments.add('reasoning', 'Not used: the output limit leaves no room for the smallest thinking budget.');
  if (thinking?.effort === 'low' && request.reasoning?.effort === 'minimal')
    adjustments.add('reasoning', 'Effort low, the nearest to minimal that this model knows.');
  const isThinking = thinking?.thinking !== undefined && thinking.thinking.type !== 'disabled';
  const system = toSystem(withJsonInstruction(request, adjustments));
  const outputConfig = toOutputConfig(request, thinking?.effort);
  if (request.seed !== undefined) adjustments.add('seed', 'Not used: this provider has no seed.');
  const body: AnthropicBody = {
    model: upstreamModel,
    max_tokens: maxTokens,
    messages: toMessages(request.messages),
    stream: true,
    ...(system !== undefined && { system }),
    ...(request.stopSequences.length > 0 && { stop_sequences: request.stopSequences }),
    ...toSampling(request, traits, isThinking, adjustments),
    ...toTools(request, isThinking, adjustments),
    ...(thinking?.thinking && { thinking: thinking.thinking }),
    ...(outputConfig && { output_config: outputConfig }),
  };
  return { body, adjustments: adjustments.list() };
}

/** A model with a thinking budget wants to see what it thought before the tool call that is answered now; without it, it must not think. */
function wantedReasoning(
  request: ChatRequest,
  card: ModelCard,
  traits: AnthropicTraits,
  adjustments: Adjustments,
): ChatRequest['reasoning'] {
  if (!card.capabilities.reasoning || traits.thinking === 'adaptive' || !answersBareToolCall(request)) {
    return card.capabilities.reasoning ? request.reasoning : undefined;
  }
  if (request.reasoning) {
    adjustments.add('reasoning', 'Not used: what the model thought before its tool call is not at hand any more.');
  }
  return undefined;
}

/** Anthropic wants a limit in every call and refuses one above the model's own. */
function toMaxTokens(request: ChatRequest, limit: number, adjustments: Adjustments): number {
  const wanted = request.maxOutputTokens ?? limit;
  if (wanted > limit) adjustments.add('max_tokens', `Lowered to ${limit}, the most this model can write.`);
  return Math.min(wanted, limit);
}

function toSampling(request: ChatRequest, traits: AnthropicTraits, isThinking: boolean, adjustments: Adjustments) {
  const { temperature, topP, topK } = request;
  const sampled = topK !== undefined && { top_k: topK };
  if (!traits.hasSampling || isThinking) {
    const why = isThinking ? 'while it reasons' : 'at all';
    if (temperature !== undefined) adjustments.add('temperature', `Not used: this model takes no temperature ${why}.`);
    if (topP !== undefined) adjustments.add('top_p', `Not used: this model takes no top_p ${why}.`);
    if (topK !== undefined) adjustments.add('top_k', `Not used: this model takes no top_k ${why}.`);
    return {};
  }
  if (temperature !== undefined && temperature > 1)
    adjustments.add('temperature', 'Lowered to 1, the most this provider takes.');
  if (temperature !== undefined && topP !== undefined) {
    adjustments.add('top_p', 'Not used: this provider takes either temperature or top_p.');
  }
  if (temperature !== undefined) return { ...sampled, temperature: Math.min(1, temperature) };
  return { ...sampled, ...(topP !== undefined && { top_p: topP }) };
}

function toTools(request: ChatRequest, isThinking: boolean, adjustments: Adjustments) {
  if (request.tools.length === 0) return {};
  const choice = toToolChoice(request, isThinking, adjustments);
  return { tools: request.tools.map(toTool), ...(choice && { tool_choice: choice }) };
}

function toTool(tool: ChatTool): Anthropic.Tool {
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: { type: 'object', ...tool.inputSchema } as Anthropic.Tool.InputSchema,
    ...(tool.strict !== undefined && { strict: tool.strict }),
    ...toCacheControl(tool.cacheControl),
  };
}

function toToolChoice(
  request: ChatRequest,
  isThinking: boolean,
  adjustments: Adjustments,
): Anthropic.ToolChoice | undefined {
  const alone = request.parallelToolCalls === false && { disable_parallel_tool_use: true };
  const choice = request.toolChoice;
  if (choice?.kind === 'none') return { type: 'none' };
  if (isThinking && (choice?.kind === 'required' || choice?.kind === 'tool')) {
    adjustments.add('tool_choice', 'Not used: this model cannot be made to call a tool while it reasons.');
    return { type: 'auto', ...alone };
  }
  if (choice?.kind === 'required') return { type: 'any', ...alone };
  if (choice?.kind === 'tool') return { type: 'tool', name: choice.name, ...alone };
  return choice || alone ? { type: 'auto', ...alone } : undefined;
}

function toOutputConfig(request: ChatRequest, effort: Thinking['effort']): Anthropic.OutputConfig | undefined {
  const format = request.responseFormat;
  if (format?.kind !== 'json_schema' && effort === undefined) return undefined;
  return {
    ...(effort && { effort }),
    ...(format?.kind === 'json_schema' && { format: { type: 'json_schema', schema: format.schema } }),
  };
}

/** Anthropic has no mode for JSON of any shape: the model is asked in words. */
function withJsonInstruction(request: ChatRequest, adjustments: Adjustments): ChatRequest['system'] {
  if (request.responseFormat?.kind !== 'json_object') return request.system;
  adjustments.add('response_format', 'Asked for in words: this provider has no JSON mode without a schema.');
  return [...request.system, { type: 'text', text: 'Answer with one JSON object and nothing else.' }];
}
