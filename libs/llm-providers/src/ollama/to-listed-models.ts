import type { ListedModel } from '../providers/model-listing.ts';
import type { OllamaModelInfo } from './ollama-api.schema.ts';

/** What an Ollama says of a model, in the hub's words: one model, or none when it neither answers nor embeds. */
export function toListedModels(id: string, { capabilities, model_info: info = {} }: OllamaModelInfo): ListedModel[] {
  const contextTokens = contextOf(info);
  if (capabilities === undefined) return [{ id, contextTokens }];
  const can = (name: string) => capabilities.includes(name);
  if (can('completion')) {
    const able = { tools: can('tools'), images: can('vision'), reasoning: can('thinking') };
    return [{ id, kind: 'chat', contextTokens, capabilities: able }];
  }
  return can('embedding') ? [{ id, kind: 'embedding', contextTokens }] : [];
}

function contextOf(info: Record<string, unknown>): number | undefined {
  const tokens = info[`${String(info['general.architecture'])}.context_length`];
  return typeof tokens === 'number' && Number.isInteger(tokens) && tokens > 0 ? tokens : undefined;
}
