import type { ChatMessage, TextPart } from '@smart-ai-hub/contracts';
import type Anthropic from '@anthropic-ai/sdk';
import { toBlock, toCacheControl } from './write-content.ts';

type Block = Anthropic.ContentBlockParam;

/** System texts as one string, or as blocks when one of them marks a cache prefix. */
export function toSystem(system: TextPart[]): string | Anthropic.TextBlockParam[] | undefined {
  const parts = system.filter((part) => part.text !== '');
  if (parts.length === 0) return undefined;
  if (!parts.some((part) => part.cacheControl)) return parts.map((part) => part.text).join('\n');
  return parts.map((part) => ({ type: 'text', text: part.text, ...toCacheControl(part.cacheControl) }));
}

/** Neighbours of one role become one message, tool results first: Anthropic wants all of them right behind their calls. */
export function toMessages(messages: ChatMessage[]): Anthropic.MessageParam[] {
  const merged: { role: ChatMessage['role']; content: Block[] }[] = [];
  for (const message of messages) {
    const blocks = message.content.flatMap((part) => toBlock(part) ?? []);
    const last = merged.at(-1);
    if (last?.role === message.role) last.content.push(...blocks);
    else if (blocks.length > 0) merged.push({ role: message.role, content: blocks });
  }
  for (const message of merged) {
    if (message.role === 'user') message.content = toolResultsFirst(message.content);
  }
  trimPrefill(merged.at(-1));
  return merged;
}

function toolResultsFirst(blocks: Block[]): Block[] {
  const isResult = (block: Block) => block.type === 'tool_result';
  return [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))];
}

/** An answer that the caller began must not end in white space: Anthropic refuses it. */
function trimPrefill(last: { role: string; content: Block[] } | undefined): void {
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (block?.type === 'text') block.text = block.text.trimEnd();
}
