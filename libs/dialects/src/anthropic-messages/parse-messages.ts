import { AppError, type ChatRequest, oneAnswer } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { ParsedCall } from '../requests/parsed-call.ts';
import { readModels } from '../requests/read-models.ts';
import { type RequestReport, createRequestReport, dotNotation, parseBody } from '../requests/request-body.ts';
import { type MessagesBody, messagesSchema } from './messages.schema.ts';
import { markLastPart, readMessages } from './parse-conversation.ts';
import { parseTools, webSearchesOf } from './parse-tools.ts';

/** Reads the body of an Anthropic message request; throws `validation_failed` naming each offending field. */
export function parseMessages(body: unknown): ParsedCall {
  refuseThread(body);
  const parsed = parseBody(messagesSchema, body, dotNotation);
  const report = createRequestReport(dotNotation);
  reportUnsupportedFields(parsed, report);
  const { system, messages } = readMessages(parsed, report);
  if (parsed.cache_control) markLastPart(messages, parsed.cache_control);
  const { model, ...named } = readModels(parsed, report);
  const request: ChatRequest = {
    model,
    system,
    messages,
    ...parseTools(parsed, report),
    maxOutputTokens: parsed.max_tokens,
    stopSequences: (parsed.stop_sequences ?? []).filter((sequence) => sequence !== ''),
    ...omitAbsent({
      temperature: parsed.temperature,
      topP: parsed.top_p,
      topK: parsed.top_k,
      responseFormat: readOutputFormat(parsed),
      reasoning: readReasoning(parsed),
    }),
  };
  const extent = { ...oneAnswer, webSearches: webSearchesOf(parsed) };
  return { request, ...named, stream: parsed.stream ?? false, extent, ...report.finish() };
}

/**
 * A thread would lie in the operator's account at the provider, where the next caller could go on with it. Told before anything else: a
 * call that goes on with one brings tool results without their calls.
 */
function refuseThread(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('thread' in body) || !isSet(body.thread)) return;
  throw new AppError('thread_unsupported', {
    detail: 'thread: conversations are not kept here. Send all messages with each call.',
    errors: [{ path: 'thread', message: 'is not supported' }],
  });
}

/** Refused where ignoring it would break a promise to the caller, else named in a warning. */
function reportUnsupportedFields(body: MessagesBody, report: RequestReport): void {
  if (isSet(body.container)) report.refuse(['container'], 'is not supported');
  if (isSet(body.inference_geo)) report.refuse(['inference_geo'], 'is not supported: the place cannot be promised');
  if (body.mcp_servers && body.mcp_servers.length > 0) {
    report.refuseUnlessNative(['mcp_servers'], 'is not supported by the provider of this model');
  }
  if (isSet(body.context_management)) report.warnUnlessNative('context_management is not passed on');
  if (body.speed === 'fast') report.warnUnlessNative('speed is not passed on');
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Anthropic's schemas have no name, OpenAI's need one. */
const OUTPUT_SCHEMA_NAME = 'output';

function readOutputFormat(body: MessagesBody): ChatRequest['responseFormat'] {
  const format = body.output_config?.format ?? body.output_format;
  return format ? { kind: 'json_schema', name: OUTPUT_SCHEMA_NAME, schema: format.schema } : undefined;
}

/** `{}` is reasoning at the model's own discretion: `thinking: {type: "adaptive"}` without an effort, and kinds still to come. */
function readReasoning({ thinking, output_config: config }: MessagesBody): ChatRequest['reasoning'] {
  if (thinking?.type === 'disabled') return { effort: 'none' };
  if (!thinking && !config?.effort) return undefined;
  return omitAbsent({ effort: config?.effort, budgetTokens: thinking?.budget_tokens });
}
