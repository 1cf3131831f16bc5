import { type ChatRequest, type ChatTool, TYPICAL_WEB_SEARCHES } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { RequestReport } from '../requests/request-body.ts';
import type { MessagesBody } from './messages.schema.ts';

type ToolFields = Pick<ChatRequest, 'tools'> & Partial<Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'>>;
type ToolBody = NonNullable<MessagesBody['tools']>[number];
type CustomTool = Exclude<ToolBody, { type: 'defined' }>;

/** Run by Anthropic and paid by the hour: there is no price to charge for them. */
const UNPRICED_TOOLS = /^code_execution_/;
/** Run by Anthropic while it answers; without them the model answers from what it knows. */
const HELPFUL_TOOLS = /^(?:web_search|web_fetch|tool_search_tool)_/;

/** Reads `tools` and `tool_choice`. Tools that Anthropic defines are only of use to its own models. */
export function parseTools(body: MessagesBody, report: RequestReport): ToolFields {
  const names = new Set<string>();
  const tools: ChatTool[] = [];
  (body.tools ?? []).forEach((tool, index) => {
    if (tool.name && names.has(tool.name)) report.refuse(['tools', index, 'name'], 'must be unique among the tools');
    if (tool.name) names.add(tool.name);
    if (tool.type === 'defined') reportDefinedTool(tool.kind, index, report);
    else tools.push(toChatTool(tool));
  });
  return { tools, ...parseToolChoice(body, names, tools, report) };
}

/** How often Anthropic may search the web while it answers. */
export function webSearchesOf({ tools }: MessagesBody): number {
  const uses = (tools ?? []).map((tool) => {
    const isSearch = tool.type === 'defined' && tool.kind.startsWith('web_search_');
    return isSearch ? (tool.maxUses ?? TYPICAL_WEB_SEARCHES) : 0;
  });
  return uses.reduce((total, count) => total + count, 0);
}

function toChatTool({ name, description, input_schema: inputSchema, strict, cache_control }: CustomTool): ChatTool {
  return { name, inputSchema, ...omitAbsent({ description, strict, cacheControl: cache_control }) };
}

function reportDefinedTool(kind: string, index: number, report: RequestReport): void {
  const path = ['tools', index, 'type'];
  if (UNPRICED_TOOLS.test(kind))
    report.refuse(path, 'is not supported: running code at the provider has no price here');
  else if (HELPFUL_TOOLS.test(kind)) report.warnUnlessNative('tools that the provider runs itself are not passed on');
  else report.refuseUnlessNative(path, 'is known to models of Anthropic only: give a tool with an input_schema');
}

function parseToolChoice(
  body: MessagesBody,
  names: Set<string>,
  tools: ChatTool[],
  report: RequestReport,
): Omit<ToolFields, 'tools'> {
  const choice = body.tool_choice;
  if (!choice) return {};
  if (choice.type === 'none') return { toolChoice: { kind: 'none' } };
  const parallel = omitAbsent({ parallelToolCalls: choice.disable_parallel_tool_use === true ? false : undefined });
  if (choice.type !== 'tool') {
    if (choice.type === 'any' && names.size === 0) report.refuse(['tool_choice'], 'needs tools to choose from');
    return { toolChoice: { kind: choice.type === 'any' ? 'required' : 'auto' }, ...parallel };
  }
  if (!names.has(choice.name)) report.refuse(['tool_choice', 'name'], 'must be the name of one of the tools');
  else if (!tools.some((tool) => tool.name === choice.name)) {
    report.refuseUnlessNative(['tool_choice', 'name'], 'is a tool that only models of Anthropic know');
  }
  return { toolChoice: { kind: 'tool', name: choice.name }, ...parallel };
}
