import type { ChatRequest, ChatTool } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { ParsedCall } from '../requests/parsed-call.ts';
import { type RequestReport, createRequestReport, dotNotation, parseBody } from '../requests/request-body.ts';
import { type MessagesBody, messagesSchema } from './messages.schema.ts';
import { markLastPart, readMessages } from './parse-conversation.ts';

/** Reads the body of an Anthropic message request; throws `validation_failed` naming each offending field. */
export function parseMessages(body: unknown): ParsedCall {
  const parsed = parseBody(messagesSchema, body, dotNotation);
  const report = createRequestReport(dotNotation);
  reportUnsupportedFields(parsed, report);
  const { system, messages } = readMessages(parsed, report);
  if (parsed.cache_control) markLastPart(messages, parsed.cache_control);
  const request: ChatRequest = {
    model: parsed.model,
    system,
    messages,
    ...readTools(parsed, report),
    maxOutputTokens: parsed.max_tokens,
    stopSequences: (parsed.stop_sequences ?? []).filter((sequence) => sequence !== ''),
    ...omitAbsent({
      temperature: parsed.temperature,
      topP: parsed.top_p,
      responseFormat: readOutputFormat(parsed),
      reasoning: readReasoning(parsed, report),
    }),
  };
  return { request, stream: parsed.stream ?? false, ...report.finish() };
}

/** Refused where ignoring it would break a promise to the caller, else named in a warning. */
function reportUnsupportedFields(body: MessagesBody, report: RequestReport): void {
  if (isSet(body.container)) report.refuse(['container'], 'is not supported');
  if (isSet(body.inference_geo)) report.refuse(['inference_geo'], 'is not supported: the place cannot be promised');
  if (body.mcp_servers && body.mcp_servers.length > 0) report.refuse(['mcp_servers'], 'is not supported');
  if (isSet(body.top_k)) report.warn('top_k is not passed on');
  if (isSet(body.context_management)) report.warn('context_management is not passed on');
  if (body.speed === 'fast') report.warn('speed is not passed on');
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

type ToolFields = Pick<ChatRequest, 'tools'> & Partial<Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'>>;

function readTools(body: MessagesBody, report: RequestReport): ToolFields {
  const names = new Set<string>();
  const tools = (body.tools ?? []).map((tool, index): ChatTool => {
    const { name, description, input_schema: inputSchema, cache_control: cacheControl } = tool;
    if (names.has(name)) report.refuse(['tools', index, 'name'], 'must be unique among the tools');
    if (tool.strict === true) report.warn('tools.strict is not passed on');
    names.add(name);
    return { name, inputSchema, ...omitAbsent({ description, cacheControl }) };
  });
  const choice = body.tool_choice;
  if (!choice) return { tools };
  if (choice.type === 'none') return { tools, toolChoice: { kind: 'none' } };
  const parallel = omitAbsent({ parallelToolCalls: choice.disable_parallel_tool_use === true ? false : undefined });
  if (choice.type === 'tool') {
    if (!names.has(choice.name)) report.refuse(['tool_choice', 'name'], 'must be the name of one of the tools');
    return { tools, toolChoice: { kind: 'tool', name: choice.name }, ...parallel };
  }
  if (choice.type === 'auto') return { tools, toolChoice: { kind: 'auto' }, ...parallel };
  if (tools.length === 0) report.refuse(['tool_choice'], 'needs tools to choose from');
  return { tools, toolChoice: { kind: 'required' }, ...parallel };
}

/** Anthropic's schemas have no name, OpenAI's need one. */
const OUTPUT_SCHEMA_NAME = 'output';

function readOutputFormat(body: MessagesBody): ChatRequest['responseFormat'] {
  const format = body.output_config?.format ?? body.output_format;
  return format ? { kind: 'json_schema', name: OUTPUT_SCHEMA_NAME, schema: format.schema } : undefined;
}

/** `{}` is reasoning at the model's own discretion: `thinking: {type: "adaptive"}` without an effort, and kinds still to come. */
function readReasoning(body: MessagesBody, report: RequestReport): ChatRequest['reasoning'] {
  const { thinking } = body;
  if (thinking?.type === 'disabled') return { effort: 'none' };
  const effort = body.output_config?.effort;
  if (!thinking && !effort) return undefined;
  const lowered = effort === 'xhigh' || effort === 'max';
  if (lowered) report.warn('output_config.effort was lowered to high');
  return omitAbsent({ effort: lowered ? 'high' : effort, budgetTokens: thinking?.budget_tokens });
}
