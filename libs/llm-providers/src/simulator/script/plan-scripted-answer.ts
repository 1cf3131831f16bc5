import type { PlannedAnswer, PlannedToolCall } from '../answer/plan-answer.ts';
import { createRandom, hashText, randomId } from '../answer/seeded-random.ts';
import { type TokenBudget, createTokenBudget } from '../answer/token-budget.ts';
import { splitTokens } from '../answer/tokens.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import type { ChosenRule } from './choose-rule.ts';
import { fillTemplate, fillText } from './fill-template.ts';
import type { Conversation } from './read-conversation.ts';

/** A rule's answer, cut into tokens and at the caller's limit as any other. */
export function planScriptedAnswer(
  call: SimulatedCall,
  conversation: Conversation,
  { rule, values }: ChosenRule,
): PlannedAnswer {
  const { answer } = rule;
  const budget = createTokenBudget(call.maxTokens ?? Number.POSITIVE_INFINITY);
  const say = (template: string | undefined) => budget.take(splitTokens(fillText(template ?? '', values)));
  const reasoning = say(answer.reasoning);
  const text = say(answer.text);
  // Ids differ from turn to turn, because the conversation grows, and are the same when a turn is asked again.
  const random = createRandom(hashText(`${rule.name}\n${conversation.anyText}`));
  const toolCalls = (answer.toolCalls ?? []).flatMap((planned) => planCall(planned, { values, budget, random }));
  const wished = answer.stop ?? (toolCalls.length > 0 ? 'tool_use' : 'end');
  const stopSequence = wished === 'stop_sequence' ? call.stopSequences[0] : undefined;
  return {
    reasoning,
    searches: [],
    text,
    toolCalls,
    stop: budget.isSpent() ? 'length' : wished,
    ...(stopSequence !== undefined && { stopSequence }),
    reasoningTokens: reasoning.length,
    outputTokens: budget.used(),
  };
}

type ScriptedCall = NonNullable<ChosenRule['rule']['answer']['toolCalls']>[number];
type Planning = { values: Record<string, string>; budget: TokenBudget; random: () => number };

function planCall(planned: ScriptedCall, { values, budget, random }: Planning): PlannedToolCall[] {
  if (budget.isSpent()) return [];
  const filled = fillTemplate(planned.arguments, values);
  const isCustom = typeof filled === 'string';
  const nameTokens = budget.take(splitTokens(planned.name)).length;
  const argumentTokens = budget.take(splitTokens(isCustom ? filled : JSON.stringify(filled)));
  const { name, namespace } = planned;
  const id = randomId('', 24, random);
  return [{ id, name, nameTokens, argumentTokens, ...(isCustom && { isCustom }), ...(namespace && { namespace }) }];
}
