import type { Conversation } from './read-conversation.ts';
import type { ScriptRule } from './script.schema.ts';

export type ChosenRule = { rule: ScriptRule; values: Record<string, string> };

/** The first rule that answers the conversation. Counts, for every rule, the calls that met all but its count, whoever answered them. */
export function chooseRule(
  rules: ScriptRule[],
  conversation: Conversation,
  counts: Map<ScriptRule, number>,
): ChosenRule | undefined {
  let chosen: ChosenRule | undefined;
  for (const rule of rules) {
    const values = meetsConditions(rule.when, conversation) ? findValues(rule, conversation) : undefined;
    if (values === undefined) continue;
    const earlier = counts.get(rule) ?? 0;
    counts.set(rule, earlier + 1);
    const { earlierMatches = earlier } = rule.when;
    if (earlierMatches === earlier) chosen ??= { rule, values };
  }
  return chosen;
}

function meetsConditions(when: ScriptRule['when'], conversation: Conversation): boolean {
  const { model, lastText, anyText, toolNames, toolResults } = conversation;
  return (
    (when.model?.test(model) ?? true) &&
    (when.lastText?.test(lastText) ?? true) &&
    (when.anyText?.test(anyText) ?? true) &&
    (when.tools?.every((name) => toolNames.includes(name)) ?? true) &&
    (when.offersTools === undefined || when.offersTools === toolNames.length > 0) &&
    (when.toolResults === undefined || when.toolResults === toolResults)
  );
}

function findValues({ values }: ScriptRule, { anyText }: Conversation): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [name, pattern] of Object.entries(values)) {
    const value = pattern.exec(anyText)?.[1];
    if (value === undefined) return undefined;
    found[name] = value;
  }
  return found;
}
