import type { FieldPath, RequestReport } from '../requests/request-body.ts';
import type { ResponsesTool } from './responses.schema.ts';
import { shellToolSchema } from './tool.schema.ts';

/** They cost more than tokens, in ways that no usage tells: what cannot be billed exactly is not sold. */
const UNSOLD: Record<string, string> = {
  code_interpreter: 'is not offered: its containers are billed apart from tokens',
  file_search: 'is not offered: its storage and calls are billed apart from tokens',
  image_generation: 'is not offered: its images are billed apart from tokens',
  web_search_preview: 'is not offered: use "web_search"',
  web_search_preview_2025_03_11: 'is not offered: use "web_search"',
};

/**
 * A tool that is neither a function nor a custom one. Providers of this dialect get it as it is; a model of another one answers
 * without it, because agents such as Codex offer some of them in every call.
 */
export function reportHostedTool(tool: ResponsesTool, path: FieldPath, report: RequestReport): void {
  const refusal = UNSOLD[tool.type];
  if (refusal !== undefined) report.refuse([...path, 'type'], refusal);
  else if (tool.type === 'shell' && !isLocalShell(tool)) {
    report.refuse([...path, 'environment'], 'must be of type "local": containers are billed apart from tokens');
  } else report.warnUnlessNative(`tools of type ${asciiOf(tool.type)} are not offered to this model`);
}

function isLocalShell(tool: ResponsesTool): boolean {
  return shellToolSchema.safeParse(tool).data?.environment?.type === 'local';
}

/** A warning goes into a header: nothing of the caller's but what looks like a type. */
function asciiOf(type: string): string {
  return /^[a-z0-9_]{1,40}$/.test(type) ? `"${type}"` : 'an unknown kind';
}
