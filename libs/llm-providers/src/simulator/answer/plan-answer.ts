import { OWN_MODELS } from '../list-models.ts';
import type { SimulatedCall, SimulatedTool } from '../simulated-call.ts';
import { composeMore, composeReasoning, composeText, subjectOf } from './compose-text.ts';
import { type PlannedSearch, planSearches } from './plan-searches.ts';
import { sampleArguments } from './sample-arguments.ts';
import { createRandom, hashText, randomId } from './seeded-random.ts';
import { type TokenBudget, createTokenBudget } from './token-budget.ts';
import { splitTokens } from './tokens.ts';

export type PlannedToolCall = {
  id: string;
  name: string;
  nameTokens: number;
  argumentTokens: string[];
  /** The arguments are a plain text: a custom tool of OpenAI's Responses API. */
  isCustom?: boolean;
  /** Of that API too. */
  namespace?: string;
};

/** What will be said, cut into tokens; both dialects and both ways of answering are rendered from it. */
export type PlannedAnswer = {
  reasoning: string[];
  searches: PlannedSearch[];
  text: string[];
  toolCalls: PlannedToolCall[];
  stop: 'end' | 'length' | 'stop_sequence' | 'tool_use' | 'filtered';
  stopSequence?: string;
  reasoningTokens: number;
  outputTokens: number;
};

export type AnswerWishes = {
  /** Exactly so many tokens of text. */
  tokens?: number | undefined;
  /** So many tokens of reasoning, asked for or not. */
  reasoningTokens?: number | undefined;
  /** So many tool calls at once. */
  toolCalls?: number | undefined;
  /** So many searches of the web, where they are offered. */
  searches?: number | undefined;
  /** The content filter strikes after so many tokens of text. */
  filteredAt?: number | undefined;
};

/** The answer to a call: a function of the call and the wishes, nothing else. */
export function planAnswer(call: SimulatedCall, question: string, wishes: AnswerWishes): PlannedAnswer {
  const subject = subjectOf(question);
  const budget = createTokenBudget(call.maxTokens ?? Number.POSITIVE_INFINITY);
  const reasoning = budget.take(planReasoning(call, subject, wishes));
  const searches = planSearches(call, { subject, wished: wishes.searches, budget });
  const chosen = chooseTools(call, question, wishes.toolCalls);
  const spoken = planText(call, { question, subject, chosen, wishes });
  const text = budget.take(spoken.tokens);
  const toolCalls = budget.isSpent() ? [] : planToolCalls(chosen, question, budget);
  const stop = budget.isSpent() ? 'length' : toolCalls.length > 0 ? 'tool_use' : spoken.stop;
  return {
    reasoning,
    searches,
    text,
    toolCalls,
    stop,
    ...(stop === 'stop_sequence' && spoken.stopSequence !== undefined && { stopSequence: spoken.stopSequence }),
    reasoningTokens: reasoning.length,
    outputTokens: budget.used(),
  };
}

function planReasoning(call: SimulatedCall, subject: string, { reasoningTokens }: AnswerWishes): string[] {
  if (reasoningTokens === undefined) return call.wantsReasoning ? splitTokens(composeReasoning(subject)) : [];
  return stretch(splitTokens(composeReasoning(subject)), reasoningTokens, () =>
    splitTokens(` ${composeReasoning(subject)}`),
  );
}

type Spoken = { tokens: string[]; stop: 'end' | 'stop_sequence' | 'filtered'; stopSequence?: string };
type TextPlan = { question: string; subject: string; chosen: SimulatedTool[]; wishes: AnswerWishes };

function planText(call: SimulatedCall, plan: TextPlan): Spoken {
  if (call.begun === undefined) return planWholeText(call, plan);
  const begun = call.begun.trimEnd();
  // Whichever of the simulator's models began: its answer is known, and goes on as it would have.
  const texts = [call.model, ...OWN_MODELS].map((model) => planWholeText({ ...call, model }, plan));
  const whole = texts.find(({ tokens }) => tokens.join('').startsWith(begun));
  if (!whole) return { tokens: splitTokens(composeMore(plan.subject, begun)), stop: 'end' };
  return { ...whole, tokens: splitTokens(whole.tokens.join('').slice(begun.length)) };
}

function planWholeText(call: SimulatedCall, { question, subject, chosen, wishes }: TextPlan): Spoken {
  const seed = `${call.model}\n${question}`;
  let tokens: string[];
  if (chosen.length > 0) tokens = splitTokens(`I will use \`${chosen[0]?.name}\` for that.`);
  else if (call.json) tokens = splitTokens(JSON.stringify(sampleArguments(call.json.schema ?? ANY_JSON, question)));
  else if (call.toolResult !== undefined) tokens = splitTokens(textAfterTool(call.toolResult));
  else tokens = splitTokens(composeText(subject, seed));
  if (wishes.tokens !== undefined && chosen.length === 0) {
    tokens = stretch(tokens, wishes.tokens, (round) => splitTokens(composeMore(subject, `${seed}\n${round}`)));
  }
  if (wishes.filteredAt !== undefined) return { tokens: tokens.slice(0, wishes.filteredAt), stop: 'filtered' };
  return cutAtStopSequence(tokens, call.stopSequences);
}

/** Of JSON without a schema nothing is asked but that it is JSON. */
const ANY_JSON = { properties: { answer: { type: 'string' } } };

function textAfterTool(result: string): string {
  const shown = result.length > 200 ? `${result.slice(0, 200)}…` : result;
  return `The tool answered: ${shown}\n\nThat is what the **simulator** makes of it.`;
}

function stretch(tokens: string[], length: number, more: (round: number) => string[]): string[] {
  const stretched = [...tokens];
  for (let round = 1; stretched.length < length; round += 1) stretched.push(...more(round));
  return stretched.slice(0, length);
}

/** The text up to the first stop sequence; the sequence itself is not said, as with the real ones. */
function cutAtStopSequence(tokens: string[], stopSequences: string[]): Spoken {
  if (stopSequences.length === 0) return { tokens, stop: 'end' };
  const text = tokens.join('');
  const met = stopSequences
    .map((sequence) => ({ sequence, at: sequence === '' ? -1 : text.indexOf(sequence) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0];
  if (!met) return { tokens, stop: 'end' };
  return { tokens: splitTokens(text.slice(0, met.at)), stop: 'stop_sequence', stopSequence: met.sequence };
}

/** A tool is called when the caller insists, or when the question names it or says "use the tool"; never twice in a row. */
function chooseTools(call: SimulatedCall, question: string, wished: number | undefined): SimulatedTool[] {
  const { toolChoice, tools } = call;
  const first = tools[0];
  if (first === undefined || toolChoice.kind === 'none') return [];
  if (toolChoice.kind === 'tool') return tools.filter((tool) => tool.name === toolChoice.name).slice(0, 1);
  if (call.toolResult !== undefined) return [];
  const words = question.toLowerCase();
  const named = tools.filter((tool) => words.includes(tool.name.toLowerCase()));
  const isAsked =
    named.length > 0 || /use (?:the|a) tool/.test(words) || toolChoice.kind === 'required' || wished !== undefined;
  if (!isAsked) return [];
  const chosen = named.length > 0 ? named : [first];
  const count = call.allowsParallelTools ? (wished ?? chosen.length) : 1;
  return Array.from({ length: count }, (_, at) => chosen[at % chosen.length] ?? first);
}

function planToolCalls(tools: SimulatedTool[], question: string, budget: TokenBudget): PlannedToolCall[] {
  const calls: PlannedToolCall[] = [];
  for (const [at, tool] of tools.entries()) {
    const nameTokens = budget.take(splitTokens(tool.name)).length;
    if (budget.isSpent()) break;
    const random = createRandom(hashText(`${question}\n${tool.name}\n${at}`));
    const sample = sampleArguments(tool.schema, question);
    const written = tool.isCustom ? String(sample['input']) : JSON.stringify(sample);
    const argumentTokens = budget.take(splitTokens(written));
    const { name, isCustom, namespace } = tool;
    const own = { ...(isCustom && { isCustom }), ...(namespace !== undefined && { namespace }) };
    calls.push({ id: randomId('', 24, random), name, nameTokens, argumentTokens, ...own });
    if (budget.isSpent()) break;
  }
  return calls;
}
