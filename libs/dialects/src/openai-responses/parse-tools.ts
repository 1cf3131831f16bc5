import type { ChatRequest, ChatTool } from '@smart-ai-hub/contracts';
import { omitAbsent } from '../requests/omit-absent.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import { checkPart } from './check-part.ts';
import { additionalToolsItemSchema } from './input-item.schema.ts';
import { readToolChoice } from './parse-tool-choice.ts';
import { reportHostedTool } from './report-hosted-tool.ts';
import type { ResponsesBody, ResponsesTool } from './responses.schema.ts';
import { customToolSchema, functionToolSchema, namespaceToolSchema } from './tool.schema.ts';
import { type ToolNames, noteTool } from './tool-names.ts';

type ToolFields = Pick<ChatRequest, 'tools'> & Partial<Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'>>;
export type Tools = { tools: ChatTool[]; names: ToolNames; report: RequestReport };

/** Reads the tools of the body and those that items of `input` bring along, `tool_choice` and `parallel_tool_calls`. */
export function readTools(body: ResponsesBody, report: RequestReport): { fields: ToolFields; names: ToolNames } {
  const read: Tools = { tools: [], names: {}, report };
  (body.tools ?? []).forEach((tool, index) => readTool(tool, ['tools', index], read));
  const items = typeof body.input === 'string' ? [] : (body.input ?? []);
  items.forEach((item, index) => {
    if (item['type'] !== 'additional_tools') return;
    const more = checkPart(additionalToolsItemSchema, item, ['input', index], report);
    more?.tools.forEach((tool, at) => readTool(tool, ['input', index, 'tools', at], read));
  });
  const hasTools = read.tools.length > 0;
  const parallel = omitAbsent({ parallelToolCalls: hasTools ? body.parallel_tool_calls : undefined });
  return { fields: { ...readToolChoice(body, read), ...parallel }, names: read.names };
}

function readTool(tool: ResponsesTool, path: FieldPath, read: Tools, namespace?: string): void {
  switch (tool.type) {
    case 'function':
      return readFunction(tool, path, read, namespace);
    case 'custom':
      return readCustom(tool, path, read, namespace);
    case 'namespace': {
      const group = checkPart(namespaceToolSchema, tool, path, read.report);
      group?.tools.forEach((inner, index) => readTool(inner, [...path, 'tools', index], read, group.name));
      return;
    }
    default:
      return reportHostedTool(tool, path, read.report);
  }
}

function readFunction(tool: ResponsesTool, path: FieldPath, read: Tools, namespace: string | undefined): void {
  const checked = checkPart(functionToolSchema, tool, path, read.report);
  if (!checked) return;
  const { description, parameters, strict } = checked;
  const name = noteTool(read.names, { name: checked.name, ...omitAbsent({ namespace }), isCustom: false });
  addTool(read, path, {
    name,
    inputSchema: parameters ?? { type: 'object', properties: {} },
    ...omitAbsent({ description, strict: strict ?? undefined }),
  });
}

const TEXT_INPUT = {
  type: 'object',
  properties: { input: { type: 'string', description: 'The input of the tool, as plain text.' } },
  required: ['input'],
  additionalProperties: false,
};

/** For other dialects a function with one text; a grammar becomes a part of its description. */
function readCustom(tool: ResponsesTool, path: FieldPath, read: Tools, namespace: string | undefined): void {
  const checked = checkPart(customToolSchema, tool, path, read.report);
  if (!checked) return;
  const { format } = checked;
  const name = noteTool(read.names, { name: checked.name, ...omitAbsent({ namespace }), isCustom: true });
  const grammar = format?.definition
    ? `The input must match this ${format.syntax ?? ''} grammar:\n${format.definition}`
    : '';
  const description = [checked.description, grammar].filter(Boolean).join('\n\n');
  addTool(read, path, { name, inputSchema: TEXT_INPUT, ...(description !== '' && { description }) });
}

function addTool({ tools, report }: Tools, path: FieldPath, tool: ChatTool): void {
  if (tools.some(({ name }) => name === tool.name)) report.refuse([...path, 'name'], 'must be unique among the tools');
  else tools.push(tool);
}
