import { type ChatRequest, chatRequestSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMessages } from '../anthropic-messages/parse-messages.ts';
import { toAnthropicBody } from '../anthropic-messages/write-request.ts';
import { type DialectAbilities, arbitraryChatRequest } from '../fixtures/arbitrary-chat-request.ts';
import { modelTarget } from '../fixtures/chat-requests.ts';
import { digestRequest } from '../fixtures/digest-request.ts';
import { openAiTraits } from '../openai-chat/openai-traits.ts';
import { parseChatCompletion } from '../openai-chat/parse-chat-completion.ts';
import { toOpenAiBody } from '../openai-chat/write-request.ts';

const limits = { maxOutputTokens: 2_000_000 };
const claude = modelTarget('claude-opus-4-6', limits);
const gpt = modelTarget('gpt-4.1', limits);
const overWire = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

/** What the writers are promised to lose is not asked for: sampling or a forced tool beside reasoning, two kinds of sampling at once. */
function withoutConflicts(request: ChatRequest): ChatRequest {
  const { temperature, topP, topK, toolChoice, reasoning, parallelToolCalls, ...rest } = request;
  const isForced = toolChoice?.kind === 'required' || toolChoice?.kind === 'tool';
  const tools = rest.tools.map((tool) => ({ ...tool, inputSchema: { type: 'object', ...tool.inputSchema } }));
  return chatRequestSchema.parse({
    ...rest,
    tools,
    ...(parallelToolCalls === false && { parallelToolCalls }),
    ...(reasoning ? { reasoning } : { topK, ...(temperature !== undefined ? { temperature } : { topP }) }),
    ...(!(reasoning && isForced) && { toolChoice }),
  });
}

const abilities: DialectAbilities = {
  cachedToolCalls: true,
  signatures: true,
  toolErrors: true,
  efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  documents: ['base64'],
  imageDetails: [],
  topK: false,
  oneCallAtATime: true,
  budgets: false,
  seeds: false,
  maxTemperature: 1,
  jsonObjects: false,
};
const requests = arbitraryChatRequest(abilities).map(withoutConflicts);
/** What Anthropic alone can say, and OpenAI alone. */
const ofAnthropic = arbitraryChatRequest({
  ...abilities,
  efforts: [...abilities.efforts, 'max'],
  topK: true,
  documents: ['base64', 'url', 'text'],
});
const ofOpenAi = arbitraryChatRequest({ ...abilities, imageDetails: ['low', 'high'], maxTemperature: 2, seeds: true });
const runs = { numRuns: 100 };

const throughAnthropic = (request: ChatRequest) => {
  const { body, adjustments } = toAnthropicBody(request, claude);
  expect(adjustments).toEqual([]);
  return parseMessages(overWire(body)).request;
};
const throughOpenAi = (request: ChatRequest) => {
  const { body, adjustments } = toOpenAiBody(request, gpt, openAiTraits);
  expect(adjustments).toEqual([]);
  return parseChatCompletion(overWire(body)).request;
};
const all = { caches: true, signatures: true, details: false };
const shared = { caches: false, signatures: false, details: false };
const ofOpenAiAlone = { ...shared, details: true };
/** OpenAI has no word for a failed tool: its text says so. */
const withoutErrors = (request: ChatRequest): ChatRequest =>
  chatRequestSchema.parse({
    ...request,
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((part) => (part.type === 'tool_result' ? { ...part, isError: false } : part)),
    })),
  });

/** By the very writers that call providers. */
describe('a request that is written and read again', () => {
  it('loses nothing on the wire of Anthropic (14, 15, 17, 19, 20, 21)', () => {
    fc.assert(
      fc.property(ofAnthropic.map(withoutConflicts), (request) => {
        const read = throughAnthropic(request);
        expect(overWire(digestRequest(read, all))).toEqual(overWire(digestRequest(request, all)));
        expect({ ...throughAnthropic(read), model: '' }).toEqual({ ...read, model: '' });
      }),
      runs,
    );
  });

  it('loses nothing on the wire of OpenAI that OpenAI has (14, 15, 17, 21)', () => {
    fc.assert(
      fc.property(ofOpenAi.map(withoutConflicts).map(withoutErrors), (request) => {
        const read = throughOpenAi(request);
        expect(overWire(digestRequest(read, ofOpenAiAlone))).toEqual(overWire(digestRequest(request, ofOpenAiAlone)));
        expect({ ...throughOpenAi(read), model: '' }).toEqual({ ...read, model: '' });
      }),
      runs,
    );
  });

  it('keeps on the way from one dialect to the other what both have, whichever comes first (14, 15, 17, 21)', () => {
    fc.assert(
      fc.property(requests.map(withoutErrors), (request) => {
        const wanted = overWire(digestRequest(request, shared));
        expect(overWire(digestRequest(throughOpenAi(throughAnthropic(request)), shared))).toEqual(wanted);
        expect(overWire(digestRequest(throughAnthropic(throughOpenAi(request)), shared))).toEqual(wanted);
      }),
      runs,
    );
  });
});
