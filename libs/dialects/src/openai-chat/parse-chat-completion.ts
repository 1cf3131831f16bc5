import { type ChatRequest, oneAnswer } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { ParsedCall } from '../requests/parsed-call.ts';
import { readModels } from '../requests/read-models.ts';
import { bracketNotation, createRequestReport, parseBody } from '../requests/request-body.ts';
import { type ChatCompletionBody, chatCompletionSchema } from './chat-completion.schema.ts';
import { readChatMessages } from './parse-chat-messages.ts';
import { readChatTools } from './parse-chat-tools.ts';
import { reportUnsupportedFields } from './report-unsupported-fields.ts';

export type ParsedChatCompletion = ParsedCall & { includeUsage: boolean };

/** Reads the body of an OpenAI chat completion; throws `validation_failed` naming each offending field. */
export function parseChatCompletion(body: unknown): ParsedChatCompletion {
  const parsed = parseBody(chatCompletionSchema, body, bracketNotation);
  const report = createRequestReport(bracketNotation);
  reportUnsupportedFields(parsed, report);
  const { model, ...named } = readModels(parsed, report);
  const request: ChatRequest = {
    model,
    ...readChatMessages(parsed.messages, report),
    ...readChatTools(parsed, report),
    stopSequences: readStop(parsed.stop),
    ...omitAbsent({
      maxOutputTokens: parsed.max_completion_tokens ?? parsed.max_tokens,
      temperature: parsed.temperature,
      topP: parsed.top_p,
      topK: parsed.top_k,
      seed: parsed.seed,
      responseFormat: readResponseFormat(parsed.response_format),
      reasoning: parsed.reasoning_effort ? { effort: parsed.reasoning_effort } : undefined,
    }),
  };
  const includeUsage = parsed.stream_options?.include_usage ?? false;
  const extent = { ...oneAnswer, answers: parsed.n ?? 1 };
  return { request, ...named, stream: parsed.stream ?? false, extent, includeUsage, ...report.finish() };
}

function readStop(stop: ChatCompletionBody['stop']): string[] {
  const sequences = typeof stop === 'string' ? [stop] : (stop ?? []);
  return sequences.filter((sequence) => sequence !== '');
}

function readResponseFormat(format: ChatCompletionBody['response_format']): ChatRequest['responseFormat'] {
  if (!format || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { kind: 'json_object' };
  const { name, schema, strict } = format.json_schema;
  return { kind: 'json_schema', name, schema: schema ?? {}, ...omitAbsent({ strict }) };
}
