import type { ChatRequest } from '@smart-ai-hub/contracts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import { checkPart } from './check-part.ts';
import type { Tools } from './parse-tools.ts';
import type { ResponsesBody } from './responses.schema.ts';
import { allowedToolsSchema, namedChoiceSchema } from './tool.schema.ts';
import { toFlatName } from './tool-names.ts';

type Choice = Pick<ChatRequest, 'tools'> & Partial<Pick<ChatRequest, 'toolChoice'>>;

/** Reads `tool_choice`; tools that are not among the allowed ones are left out, as other dialects have no such list. */
export function readToolChoice(
  { tool_choice: choice, tools: wanted }: ResponsesBody,
  { tools, report }: Tools,
): Choice {
  if (!choice) return { tools };
  if (typeof choice === 'string') {
    if (choice === 'required' && !wanted?.length && tools.length === 0) {
      report.refuse(['tool_choice'], 'needs tools to choose from');
    }
    return tools.length === 0 ? { tools } : { tools, toolChoice: { kind: choice } };
  }
  if (choice.type === 'function' || choice.type === 'custom') {
    const name = readName(choice, ['tool_choice'], { tools, report });
    return name === undefined ? { tools } : { tools, toolChoice: { kind: 'tool', name } };
  }
  if (choice.type === 'allowed_tools') return readAllowed(choice, { tools, report });
  report.refuseUnlessNative(['tool_choice', 'type'], 'must be "function", "custom" or "allowed_tools" for this model');
  return { tools };
}

type Known = { tools: ChatRequest['tools']; report: RequestReport };

function readName(choice: unknown, path: FieldPath, { tools, report }: Known): string | undefined {
  const named = checkPart(namedChoiceSchema, choice, path, report);
  if (!named) return undefined;
  const flat = toFlatName(named.name, named.namespace);
  if (tools.some(({ name }) => name === flat)) return flat;
  report.refuse([...path, 'name'], 'must be the name of one of the tools');
  return undefined;
}

function readAllowed(choice: unknown, known: Known): Choice {
  const allowed = checkPart(allowedToolsSchema, choice, ['tool_choice'], known.report);
  if (!allowed) return { tools: known.tools };
  const names = allowed.tools.flatMap((tool, index) => {
    if (tool.type !== 'function' && tool.type !== 'custom') return [];
    return readName(tool, ['tool_choice', 'tools', index], known) ?? [];
  });
  const tools = known.tools.filter(({ name }) => names.includes(name));
  return tools.length === 0 ? { tools } : { tools, toolChoice: { kind: allowed.mode } };
}
