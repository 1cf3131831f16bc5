import type { PlannedAnswer } from '../answer/plan-answer.ts';
import type { Json } from '../read-body-fields.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { chooseRule } from './choose-rule.ts';
import { planScriptedAnswer } from './plan-scripted-answer.ts';
import { readConversation } from './read-conversation.ts';
import type { Script, ScriptRule } from './script.schema.ts';

/** Answers that a test has laid down beforehand. */
export type SimulatorScript = {
  /** Takes the place of the script before. */
  replace(script: Script): void;
  /** The answer and the name of the rule that gave it; undefined when no rule matches. */
  answer(body: Json, call: SimulatedCall): { rule: string; answer: PlannedAnswer } | undefined;
  /** How many calls met each rule, by name. */
  matches(): Record<string, number>;
};

export function createSimulatorScript(): SimulatorScript {
  let rules: ScriptRule[] = [];
  let counts = new Map<ScriptRule, number>();
  return {
    replace(script) {
      rules = script.rules;
      counts = new Map();
    },
    answer(body, call) {
      if (rules.length === 0) return undefined;
      const conversation = readConversation(body);
      const chosen = chooseRule(rules, conversation, counts);
      return chosen && { rule: chosen.rule.name, answer: planScriptedAnswer(call, conversation, chosen) };
    },
    matches: () => Object.fromEntries(rules.map((rule) => [rule.name, counts.get(rule) ?? 0])),
  };
}
