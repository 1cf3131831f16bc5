import {
  type ChatRequest,
  type EmbeddingRequest,
  type ProviderEvent,
  type Usage,
  noUsage,
} from '@smart-ai-hub/contracts';
import { countRequestTokens, countTokens } from './count-tokens.ts';

/** Knows at every moment of a call what it has used so far, so that a cut or killed call is billed for what it produced. */
export type UsageMeter = {
  observe(event: ProviderEvent): void;
  /** The usage up to now: the provider's word where it has given it, our own count (`estimated`) where it has not. */
  current(): Usage;
  /** The usage of the whole call. Same rule; named for where it is meant. */
  final(): Usage;
  /** True when the provider itself has told the usage of all that was observed. */
  isReported(): boolean;
};

/**
 * `readRequest` is asked only for a call whose input the provider did not count. Counts lazily: observing a piece only remembers it, and `current` counts no piece
 * twice.
 */
export function createUsageMeter(readRequest: () => ChatRequest | EmbeddingRequest): UsageMeter {
  let reported: Usage | undefined;
  let hasContentSince = false;
  let hasContent = false;
  const output = createRunningCount();
  const reasoning = createRunningCount();
  let inputTokens: number | undefined;

  /** A provider that streamed an answer and reports no output has not reported it. */
  const isReported = () => reported !== undefined && !hasContentSince && (reported.outputTokens > 0 || !hasContent);

  const current = (): Usage => {
    if (reported && isReported()) return reported;
    const reasoningTokens = reasoning.tokens();
    const outputTokens = Math.max(reported?.outputTokens ?? 0, output.tokens() + reasoningTokens);
    const input = reported ?? { ...noUsage, inputTokens: (inputTokens ??= countRequestTokens(readRequest())) };
    return {
      ...input,
      outputTokens,
      reasoningTokens: Math.max(input.reasoningTokens, reasoningTokens),
      estimated: true,
    };
  };

  return {
    observe(event) {
      if (event.type === 'usage') {
        if (inputOf(event.usage) === 0) return;
        reported = event.usage;
        hasContentSince = false;
        return;
      }
      // A vector is no output that anybody counts in tokens.
      if (event.type === 'finish' || event.type === 'embedding') return;
      if (event.type === 'wire' && !event.isContent) return;
      hasContentSince = true;
      hasContent = true;
      if (event.type === 'text') output.add(event.text);
      else if (event.type === 'reasoning') reasoning.add(event.text);
      else if (event.type === 'tool_call') output.add(event.name);
      else if (event.type === 'wire') output.add(event.text ?? '');
      else output.add(event.fragment);
    },
    current,
    final: current,
    isReported,
  };
}

/** There is no call without input: a provider that reports none has not reported usage. */
function inputOf({ inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens }: Usage): number {
  return inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens;
}

/** Tokens of a text that grows: whole words are counted once; only the unfinished last word is counted again. */
function createRunningCount() {
  let counted = 0;
  let open = '';
  let openTokens: number | undefined;
  return {
    add(text: string) {
      open += text;
      openTokens = undefined;
    },
    tokens(): number {
      const wordStart = open.lastIndexOf(' ');
      if (wordStart > 0) {
        counted += countTokens(open.slice(0, wordStart));
        open = open.slice(wordStart);
      }
      openTokens ??= open === '' ? 0 : countTokens(open);
      return counted + openTokens;
    },
  };
}
