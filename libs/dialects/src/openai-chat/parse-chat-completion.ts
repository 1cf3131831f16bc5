import type { ChatRequest } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { ParsedCall } from '../requests/parsed-call.ts';
import { type RequestReport, bracketNotation, createRequestReport, parseBody } from '../requests/request-body.ts';
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
  const request: ChatRequest = {
    model: parsed.model,
    ...readChatMessages(parsed.messages, report),
    ...readChatTools(parsed, report),
    stopSequences: readStop(parsed.stop),
    ...omitAbsent({
      maxOutputTokens: parsed.max_completion_tokens ?? parsed.max_tokens,
      temperature: parsed.temperature,
      topP: parsed.top_p,
      seed: parsed.seed,
      responseFormat: readResponseFormat(parsed.response_format),
      reasoning: readReasoning(parsed.reasoning_effort, report),
    }),
  };
  const includeUsage = parsed.stream_options?.include_usage ?? false;
  return { request, stream: parsed.stream ?? false, includeUsage, ...report.finish() };
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

function readReasoning(
  effort: ChatCompletionBody['reasoning_effort'],
  report: RequestReport,
): ChatRequest['reasoning'] {
  if (!effort) return undefined;
  if (effort !== 'xhigh' && effort !== 'max') return { effort };
  report.warn('reasoning_effort was lowered to high');
  return { effort: 'high' };
}
