import { createHash } from 'node:crypto';
import { TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE, countSimulatorTokens } from '../answer/tokens.ts';
import type { PrefixCache } from '../prefix-cache.ts';
import { type Json, objectsOf, textOf } from '../read-body-fields.ts';
import type { InputCount } from '../simulated-call.ts';

/** OpenAI caches prompts from this length on, in steps of 128 tokens, without being asked. */
const MIN_CACHED_TOKENS = 1_024;
const CACHE_STEP_TOKENS = 128;
const CACHE_TTL_MS = 10 * 60_000;

/** Input of a body; a prefix that an earlier call brought, up to any of its messages, counts as cached. */
export function countOpenAiInput(body: Json, cache: PrefixCache): InputCount {
  const tools = objectsOf(body['tools']).map((tool) => JSON.stringify(tool));
  const messages = objectsOf(body['messages']);
  const toolTokens = tools.reduce((sum, tool) => sum + countSimulatorTokens(tool), 0);
  const tokens = messages.map(messageTokens);
  const total = tokens.reduce((sum, count) => sum + count, toolTokens);
  const cacheRead = total < MIN_CACHED_TOKENS ? 0 : readCache();
  return { uncached: total - cacheRead, cacheRead, cacheWrite5m: 0, cacheWrite1h: 0 };

  function readCache(): number {
    const hash = createHash('sha1').update(textOf(body['model'])).update(tools.join('\0'));
    let prefix = toolTokens;
    let cached = 0;
    for (const [index, message] of messages.entries()) {
      hash.update(JSON.stringify(message));
      prefix += tokens[index] ?? 0;
      const key = hash.copy().digest('hex');
      if (cache.has(key)) cached = prefix;
      cache.remember(key, CACHE_TTL_MS);
    }
    return cached < MIN_CACHED_TOKENS ? 0 : Math.floor(cached / CACHE_STEP_TOKENS) * CACHE_STEP_TOKENS;
  }
}

/** A file costs as much as a picture: the simulator opens neither. */
const FILE_PARTS = new Set(['image_url', 'file']);

function messageTokens(message: Json): number {
  const calls = objectsOf(message['tool_calls']).map((call) => {
    const called = call['function'] as Json | undefined;
    return countSimulatorTokens(`${textOf(called?.['name'])}${textOf(called?.['arguments'])}`);
  });
  const images = objectsOf(message['content']).filter((part) => FILE_PARTS.has(textOf(part['type']))).length;
  const text = countSimulatorTokens(messageText(message));
  return TOKENS_PER_MESSAGE + text + images * TOKENS_PER_IMAGE + calls.reduce((sum, count) => sum + count, 0);
}

/** The text of a message, however its content is written. */
export function messageText(message: Json): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map((part) => (part['type'] === 'text' ? textOf(part['text']) : ''))
    .filter((text) => text !== '')
    .join('\n');
}
