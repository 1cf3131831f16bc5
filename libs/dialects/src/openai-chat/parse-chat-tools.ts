import type { ChatRequest, ChatTool } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { RequestReport } from '../requests/request-body.ts';
import type { ChatCompletionBody } from './chat-completion.schema.ts';

type ToolFields = Pick<ChatRequest, 'tools'> & Partial<Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'>>;

/** Reads `tools`, `tool_choice` and `parallel_tool_calls`; schemas are passed on whole. */
export function readChatTools(body: ChatCompletionBody, report: RequestReport): ToolFields {
  const tools = (body.tools ?? []).flatMap((tool, index): ChatTool[] => {
    if (tool.type === 'foreign') {
      report.refuseUnlessNative(['tools', index, 'type'], 'must be "function": this model knows no other kind of tool');
      return [];
    }
    const { name, description, parameters, strict, cache_control } = tool.function;
    const inputSchema = parameters ?? { type: 'object', properties: {} };
    const cacheControl = tool.cache_control ?? cache_control;
    return [{ name, inputSchema, ...omitAbsent({ description, strict, cacheControl }) }];
  });
  const parallel = omitAbsent({ parallelToolCalls: tools.length > 0 ? body.parallel_tool_calls : undefined });
  return { ...readToolChoice(body, tools, report), ...parallel };
}

function readToolChoice(
  body: ChatCompletionBody,
  tools: ChatTool[],
  report: RequestReport,
): Pick<ToolFields, 'tools' | 'toolChoice'> {
  const choice = body.tool_choice;
  if (!choice) return { tools };
  const isKnown = (name: string): boolean => tools.some((tool) => tool.name === name);
  if (typeof choice === 'string') {
    if (choice === 'required' && (body.tools ?? []).length === 0)
      report.refuse(['tool_choice'], 'needs tools to choose from');
    return tools.length === 0 ? { tools } : { tools, toolChoice: { kind: choice } };
  }
  if (choice.type === 'foreign') {
    report.refuseUnlessNative(['tool_choice', 'type'], 'is a kind of choice that this model does not know');
    return { tools };
  }
  if (choice.type === 'function') {
    const { name } = choice.function;
    if (!isKnown(name)) report.refuse(['tool_choice', 'function', 'name'], 'must be the name of one of the tools');
    return { tools, toolChoice: { kind: 'tool', name } };
  }
  const { mode, tools: allowed } = choice.allowed_tools;
  allowed.forEach((tool, index) => {
    if (isKnown(tool.function.name)) return;
    const path = ['tool_choice', 'allowed_tools', 'tools', index, 'function', 'name'];
    report.refuse(path, 'must be the name of one of the tools');
  });
  const names = new Set(allowed.map((tool) => tool.function.name));
  return { tools: tools.filter((tool) => names.has(tool.name)), toolChoice: { kind: mode } };
}
