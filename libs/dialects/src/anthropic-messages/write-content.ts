import type { ContentPart, DocumentPart, ImagePart, TextPart } from '@smart-ai-hub/contracts';
import type Anthropic from '@anthropic-ai/sdk';
import { sniffMediaType } from '../requests/sniff-media-type.ts';
import { redactedDataOf } from './redacted-reasoning.ts';
import { toToolInput } from './tool-input.ts';

type CacheControl = { ttl: '5m' | '1h' } | undefined;

/** Anthropic's default time to live is left unsaid, as its own clients do. */
export function toCacheControl(cacheControl: CacheControl) {
  if (!cacheControl) return {};
  const control: Anthropic.CacheControlEphemeral =
    cacheControl.ttl === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' };
  return { cache_control: control };
}

/** One part as Anthropic's block; undefined for what Anthropic refuses or cannot replay. */
export function toBlock(part: ContentPart): Anthropic.ContentBlockParam | undefined {
  switch (part.type) {
    case 'text':
      return toTextBlock(part);
    case 'image':
      return toImageBlock(part);
    case 'document':
      return toDocumentBlock(part);
    case 'reasoning':
      return toThinkingBlock(part.text, part.signature);
    case 'tool_call':
      return {
        type: 'tool_use',
        id: part.id,
        name: part.name,
        input: toToolInput(part.argumentsJson),
        ...toCacheControl(part.cacheControl),
      };
    case 'tool_result':
      return {
        type: 'tool_result',
        tool_use_id: part.toolCallId,
        content: part.content.flatMap((inner) =>
          inner.type === 'text' ? (toTextBlock(inner) ?? []) : (toBlock(inner) as ToolResultBlock),
        ),
        ...(part.isError && { is_error: true }),
        ...toCacheControl(part.cacheControl),
      };
  }
}

/** Anthropic refuses empty text blocks. */
function toTextBlock(part: TextPart): Anthropic.TextBlockParam | undefined {
  return part.text === '' ? undefined : { type: 'text', text: part.text, ...toCacheControl(part.cacheControl) };
}

type ToolResultBlock = Anthropic.ImageBlockParam | Anthropic.DocumentBlockParam;

function toDocumentBlock({ source, title, cacheControl }: DocumentPart): Anthropic.DocumentBlockParam {
  return {
    type: 'document',
    source: toDocumentSource(source),
    ...(title !== undefined && { title }),
    ...toCacheControl(cacheControl),
  };
}

function toDocumentSource(source: DocumentPart['source']): Anthropic.DocumentBlockParam['source'] {
  switch (source.kind) {
    case 'url':
      return { type: 'url', url: source.url };
    case 'base64':
      return { type: 'base64', media_type: 'application/pdf', data: source.data };
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text };
  }
}

function toImageBlock(part: ImagePart): Anthropic.ImageBlockParam {
  const source: Anthropic.ImageBlockParam['source'] =
    part.source.kind === 'url'
      ? { type: 'url', url: part.source.url }
      : {
          type: 'base64',
          media_type: (sniffMediaType(part.source.data) ?? part.source.mediaType) as 'image/png',
          data: part.source.data,
        };
  return { type: 'image', source, ...toCacheControl(part.cacheControl) };
}

/** Only signed thinking can be replayed; without its signature Anthropic refuses the whole request. */
function toThinkingBlock(text: string, signature: string | undefined): Anthropic.ContentBlockParam | undefined {
  if (signature === undefined) return undefined;
  const data = redactedDataOf(signature);
  // Anthropic's signatures are base64: with a colon it is what another provider sealed its reasoning with.
  if (data === undefined && signature.includes(':')) return undefined;
  return data === undefined ? { type: 'thinking', thinking: text, signature } : { type: 'redacted_thinking', data };
}
