import { type ChatRequest, TYPICAL_WEB_SEARCHES, oneAnswer } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { ParsedCall } from '../requests/parsed-call.ts';
import { readModels } from '../requests/read-models.ts';
import { type FieldPath, bracketNotation, createRequestReport, parseBody } from '../requests/request-body.ts';
import { readInput } from './parse-input.ts';
import { readTools } from './parse-tools.ts';
import { reportFields } from './report-fields.ts';
import { type ResponsesBody, responsesSchema } from './responses.schema.ts';
import type { ToolNames } from './tool-names.ts';

export type ParsedResponses = ParsedCall & {
  /** Answered at once; the answer is fetched later. */
  background: boolean;
  /** By what names other dialects know the tools. */
  toolNames: ToolNames;
};

/**
 * Reads the body of OpenAI's Responses API; throws `validation_failed` naming each offending field. Whatever an earlier response
 * brought (`previous_response_id`, `item_reference`) has to be in `input` already; faults are told by their place behind these
 * `earlierItems`, as the caller counts.
 */
export function parseResponses(body: unknown, earlierItems = 0): ParsedResponses {
  const parsed = parseBody(responsesSchema, body, bracketNotation);
  const report = createRequestReport((path) => bracketNotation(asCounted(path, earlierItems)));
  reportFields(parsed, report);
  const { fields, names } = readTools(parsed, report);
  const { model, ...named } = readModels(parsed, report);
  const request: ChatRequest = {
    model,
    ...readInput(parsed, report),
    ...fields,
    stopSequences: [],
    ...omitAbsent({
      maxOutputTokens: parsed.max_output_tokens,
      temperature: parsed.temperature,
      topP: parsed.top_p,
      responseFormat: readTextFormat(parsed.text),
      reasoning: parsed.reasoning?.effort ? { effort: parsed.reasoning.effort } : undefined,
    }),
  };
  const background = parsed.background ?? false;
  const extent = { ...oneAnswer, webSearches: webSearchesOf(parsed) };
  const asked = { request, ...named, stream: parsed.stream ?? false, extent };
  return { ...asked, background, toolNames: names, ...report.finish() };
}

function webSearchesOf({ tools, max_tool_calls: limit }: ResponsesBody): number {
  const maySearch = tools?.some(({ type }) => type.startsWith('web_search')) ?? false;
  return maySearch ? Math.min(limit ?? TYPICAL_WEB_SEARCHES, TYPICAL_WEB_SEARCHES) : 0;
}

function asCounted([first, index, ...rest]: FieldPath, earlierItems: number): FieldPath {
  if (first === undefined || index === undefined) return first === undefined ? [] : [first];
  return [first, first === 'input' && typeof index === 'number' ? index - earlierItems : index, ...rest];
}

function readTextFormat(text: ResponsesBody['text']): ChatRequest['responseFormat'] {
  const format = text?.format;
  if (!format || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { kind: 'json_object' };
  const { name, schema, strict } = format;
  return { kind: 'json_schema', name, schema, ...omitAbsent({ strict }) };
}
