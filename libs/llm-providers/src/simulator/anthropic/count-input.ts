import { createHash } from 'node:crypto';
import { TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE, countSimulatorTokens } from '../answer/tokens.ts';
import type { PrefixCache } from '../prefix-cache.ts';
import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';
import type { InputCount } from '../simulated-call.ts';

type Segment = { text: string; tokens: number; mark: '5m' | '1h' | undefined };

const TTL_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

/** Input of a body, split by the prompt cache: what stands before a `cache_control` is written once and read from then on. */
export function countAnthropicInput(body: Json, cache: PrefixCache): InputCount {
  const segments = segmentsOf(body);
  const total = segments.reduce((sum, segment) => sum + segment.tokens, 0);
  const count: InputCount = { uncached: total, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  if (!segments.some((segment) => segment.mark)) return count;
  for (const prefix of prefixesOf(segments, textOf(body['model']))) {
    if (cache.has(prefix.key)) {
      count.cacheRead = prefix.tokens;
      count.cacheWrite5m = 0;
      count.cacheWrite1h = 0;
    } else {
      const fresh = prefix.tokens - count.cacheRead - count.cacheWrite5m - count.cacheWrite1h;
      if (prefix.ttl === '1h') count.cacheWrite1h += fresh;
      else count.cacheWrite5m += fresh;
    }
    cache.remember(prefix.key, TTL_MS[prefix.ttl]);
  }
  count.uncached = total - count.cacheRead - count.cacheWrite5m - count.cacheWrite1h;
  return count;
}

function* prefixesOf(segments: Segment[], model: string) {
  const hash = createHash('sha1').update(model);
  let tokens = 0;
  for (const segment of segments) {
    hash.update(segment.text).update('\0');
    tokens += segment.tokens;
    if (segment.mark) yield { key: hash.copy().digest('hex'), tokens, ttl: segment.mark };
  }
}

/** The parts of a prompt in the order in which Anthropic caches them: tools, system, messages. */
function segmentsOf(body: Json): Segment[] {
  const tools = objectsOf(body['tools']).map((tool) => segment(JSON.stringify(tool), tool));
  const system =
    typeof body['system'] === 'string' ? [segment(body['system'])] : objectsOf(body['system']).map(blockSegment);
  const messages = objectsOf(body['messages']).flatMap((message) => {
    const { content } = message;
    const blocks = typeof content === 'string' ? [segment(content)] : objectsOf(content).map(blockSegment);
    return [{ text: textOf(message['role']), tokens: TOKENS_PER_MESSAGE, mark: undefined }, ...blocks];
  });
  const framing = system.length > 0 ? [{ text: 'system', tokens: TOKENS_PER_MESSAGE, mark: undefined }] : [];
  return [...tools, ...framing, ...system, ...messages];
}

function segment(text: string, marked?: Json): Segment {
  const control = marked?.['cache_control'];
  const mark = isObject(control) ? (control['ttl'] === '1h' ? '1h' : '5m') : undefined;
  return { text, tokens: countSimulatorTokens(text), mark };
}

function blockSegment(block: Json): Segment {
  if (block['type'] === 'image' || (block['type'] === 'document' && !isPlainText(block['source'])))
    return { ...segment(JSON.stringify(block['source'] ?? ''), block), tokens: TOKENS_PER_IMAGE };
  const { tokens, ...rest } = segment(blockText(block), block);
  const images = objectsOf(block['content']).filter((inner) => inner['type'] === 'image').length;
  return { ...rest, tokens: tokens + images * TOKENS_PER_IMAGE };
}

/** Other documents cost as much as a picture: the simulator opens neither. */
function isPlainText(source: unknown): boolean {
  return isObject(source) && source['type'] === 'text';
}

/** The text of any block, tool calls and results included. */
export function blockText(block: Json): string {
  switch (block['type']) {
    case 'text':
      return textOf(block['text']);
    case 'thinking':
      return textOf(block['thinking']);
    case 'document':
      return isObject(block['source']) ? textOf(block['source']['data']) : '';
    case 'tool_use':
      return `${textOf(block['name'])}${JSON.stringify(block['input'] ?? {})}`;
    case 'tool_result': {
      const { content } = block;
      return typeof content === 'string' ? content : objectsOf(content).map(blockText).join('\n');
    }
    default:
      return '';
  }
}
