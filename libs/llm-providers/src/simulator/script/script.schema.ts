import { z } from 'zod';

const MAX_RULES = 500;

/** The source of a regular expression, compiled once; `i` because prompts differ in nothing but case often enough. */
const pattern = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'i');
  } catch {
    context.addIssue({ code: 'custom', message: 'is no regular expression' });
    return z.NEVER;
  }
});

const valueName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'is a name in camelCase');

/** Which calls a rule answers: every condition that is given has to hold. */
const conditionsSchema = z.strictObject({
  model: pattern.optional(),
  /** In the last message, be it the user's or a tool's result. */
  lastText: pattern.optional(),
  /** Anywhere in the conversation: instructions, messages, tool calls and results. */
  anyText: pattern.optional(),
  /** Names of tools that are all offered. */
  tools: z.array(z.string()).optional(),
  /** False: only calls that offer no tools. */
  offersTools: z.boolean().optional(),
  /** So many results of tools are in the conversation. */
  toolResults: z.number().int().min(0).optional(),
  /** So many calls have this rule's other conditions met before; the count begins anew with each script. */
  earlierMatches: z.number().int().min(0).optional(),
});

/** A JSON value whose strings may hold `{{name}}` of a value that the rule finds. */
const template = z.string();

const toolCallSchema = z.strictObject({
  name: z.string().min(1),
  /** Of a function: an object. Of a custom tool, which only OpenAI's Responses API has: the text itself. */
  arguments: z.union([z.record(z.string(), z.json()), template]),
  /** The namespace that offers the tool, where the dialect has such. */
  namespace: z.string().min(1).optional(),
});

const answerSchema = z.strictObject({
  reasoning: template.optional(),
  text: template.optional(),
  toolCalls: z.array(toolCallSchema).optional(),
  /** Left out: `tool_use` after tool calls, else `end`. */
  stop: z.enum(['end', 'length', 'stop_sequence', 'tool_use', 'filtered']).optional(),
});

const ruleSchema = z.strictObject({
  /** For the log of calls. */
  name: z.string().min(1),
  when: conditionsSchema.default({}),
  /** What the answer takes from the conversation: the first group of each pattern. A rule whose values are not there does not match. */
  values: z.record(valueName, pattern).default({}),
  answer: answerSchema,
});

/** What `POST /simulator/script` takes. The first rule that matches answers a call; without one the simulator answers as ever. */
export const scriptSchema = z.strictObject({ rules: z.array(ruleSchema).max(MAX_RULES) });

export type Script = z.output<typeof scriptSchema>;
export type ScriptInput = z.input<typeof scriptSchema>;
export type ScriptRule = Script['rules'][number];
