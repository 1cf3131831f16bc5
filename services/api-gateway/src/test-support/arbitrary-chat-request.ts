import type { ChatMessage, ChatRequest, ContentPart, TextPart } from '@smart-ai-hub/contracts';
import fc from 'fast-check';

/** What a dialect can say; what it cannot is left out of the generated requests. */
export type DialectAbilities = {
  signatures: boolean;
  toolErrors: boolean;
  cachedToolCalls: boolean;
  minimalEffort: boolean;
  budgets: boolean;
  seeds: boolean;
  maxTemperature: number;
  jsonObjects: boolean;
};

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const words = fc.string({ minLength: 1, maxLength: 20 });
/** zod leaves this one key out of records, which no real schema or input has. */
const keys = words.filter((word) => word !== '__proto__');
const toolName = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
const cacheControl = fc.constantFrom({ ttl: '5m' as const }, { ttl: '1h' as const });

function optional<Name extends string, Value>(name: Name, value: fc.Arbitrary<Value>) {
  return fc.option(value, { nil: undefined }).map((present) => {
    const field = present === undefined ? {} : { [name]: present };
    return field as { [Key in Name]?: Value };
  });
}

const cached = optional('cacheControl', cacheControl);

const textPart: fc.Arbitrary<TextPart> = fc
  .tuple(words, cached)
  .map(([text, cache]) => ({ type: 'text', text, ...cache }));

const imagePart = fc
  .tuple(
    fc.oneof(
      fc.webUrl().map((url) => ({ kind: 'url' as const, url })),
      fc.constant({ kind: 'base64' as const, mediaType: 'image/png', data: PNG }),
    ),
    cached,
  )
  .map(([source, cache]) => ({ type: 'image' as const, source, ...cache }));

const userParts = fc.array(fc.oneof(textPart, imagePart), { minLength: 1, maxLength: 3 });

type Turn = { assistant: ContentPart[]; results: ContentPart[] };

function assistantTurn(abilities: DialectAbilities): fc.Arbitrary<Turn> {
  const signature = abilities.signatures ? optional('signature', fc.base64String({ minLength: 4 })) : fc.constant({});
  const call = fc.record({
    id: fc.uuid(),
    name: toolName,
    input: fc.dictionary(keys, fc.jsonValue(), { maxKeys: 3 }),
    result: fc.array(fc.oneof(textPart, imagePart), { maxLength: 2 }),
    isError: abilities.toolErrors ? fc.boolean() : fc.constant(false),
    callCache: abilities.cachedToolCalls ? cached : fc.constant({}),
    resultCache: cached,
  });
  return fc
    .record({
      thoughts: fc.array(fc.tuple(words, signature), { maxLength: 1 }),
      texts: fc.array(textPart, { minLength: 1, maxLength: 2 }),
      calls: fc.array(call, { maxLength: 3 }),
    })
    .map(({ thoughts, texts, calls }) => ({
      assistant: [
        ...thoughts.map(([text, signed]) => ({ type: 'reasoning' as const, text, ...signed })),
        ...texts,
        ...calls.map(({ id, name, input, callCache }) => ({
          type: 'tool_call' as const,
          id,
          name,
          argumentsJson: JSON.stringify(input),
          ...callCache,
        })),
      ],
      results: calls.map(({ id, result, isError, resultCache }) => ({
        type: 'tool_result' as const,
        toolCallId: id,
        content: result,
        isError,
        ...resultCache,
      })),
    }));
}

function conversation(abilities: DialectAbilities): fc.Arbitrary<ChatMessage[]> {
  const turns = fc.array(fc.tuple(assistantTurn(abilities), userParts), { maxLength: 3 });
  return fc.tuple(userParts, turns).map(([first, rest]) => [
    { role: 'user', content: first },
    ...rest.flatMap(([turn, next]): ChatMessage[] => [
      { role: 'assistant', content: turn.assistant },
      { role: 'user', content: [...turn.results, ...next] },
    ]),
  ]);
}

const jsonSchema = fc.dictionary(keys, fc.jsonValue(), { maxKeys: 4 });

const tools = fc.uniqueArray(
  fc
    .tuple(toolName, jsonSchema, optional('description', words), cached)
    .map(
      ([name, inputSchema, ...others]) => Object.assign({ name, inputSchema }, ...others) as ChatRequest['tools'][0],
    ),
  { minLength: 1, maxLength: 3, selector: (tool) => tool.name },
);

/** Requests in the hub's own form that a dialect with these abilities can say in full. */
export function arbitraryChatRequest(abilities: DialectAbilities): fc.Arbitrary<ChatRequest> {
  const efforts = [
    'none',
    ...(abilities.minimalEffort ? (['minimal'] as const) : []),
    'low',
    'medium',
    'high',
  ] as const;
  const effort = fc.constantFrom(...efforts).map((level) => ({ effort: level }));
  const budget = fc.integer({ min: 1024, max: 9999 }).map((budgetTokens) => ({ budgetTokens }));
  const schemaFormat = jsonSchema.map((schema) => ({ kind: 'json_schema' as const, name: 'output', schema }));
  const format = abilities.jsonObjects
    ? fc.oneof(schemaFormat, fc.constant({ kind: 'json_object' as const }))
    : schemaFormat;
  const fields = fc.record({
    model: fc.constantFrom('gpt-5.4-nano', 'claude-haiku-4-5-20251001'),
    system: fc.array(textPart, { maxLength: 2 }),
    messages: conversation(abilities),
    tools,
    maxOutputTokens: fc.integer({ min: 1, max: 1_000_000 }),
    stopSequences: fc.array(words, { maxLength: 3 }),
  });
  return fc
    .tuple(
      fields,
      optional('temperature', fc.double({ min: 0, max: abilities.maxTemperature, noNaN: true })),
      optional('topP', fc.double({ min: 0, max: 1, noNaN: true })),
      optional('responseFormat', format),
      optional('reasoning', abilities.budgets ? fc.oneof(effort, budget) : effort),
      abilities.seeds ? optional('seed', fc.integer()) : fc.constant({}),
      fc.constantFrom('auto', 'none', 'required', 'tool', 'unset'),
    )
    .map(([base, temperature, topP, responseFormat, reasoning, seed, choice]) => ({
      ...base,
      ...temperature,
      ...topP,
      ...responseFormat,
      ...reasoning,
      ...seed,
      ...readChoice(choice, base.tools[0]?.name ?? ''),
    }));
}

function readChoice(choice: 'auto' | 'none' | 'required' | 'tool' | 'unset', name: string): Partial<ChatRequest> {
  if (choice === 'unset') return {};
  return { toolChoice: choice === 'tool' ? { kind: 'tool', name } : { kind: choice } };
}
