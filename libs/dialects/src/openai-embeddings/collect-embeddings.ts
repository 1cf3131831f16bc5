import { type RunEvent, type TerminalRunEvent, microsToCredits } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../failures/failed-run.ts';
import type { EmbeddingEncoding } from './parse-embeddings.ts';
import { decodeVector, dimensionsOf } from './vectors.ts';

export type EmbeddingsOptions = {
  model: string;
  encoding: EmbeddingEncoding;
  /** What the caller asked for; a model that cannot give it is named in a warning. */
  dimensions: number | undefined;
};

/**
 * Gathers the events of a run into OpenAI's list of embeddings; `result` throws the run's error when it failed, and answers
 * the list as pieces of JSON text, one for each vector: the numbers of two thousand vectors at once would hold up everybody.
 */
export function createEmbeddingsCollector(options: EmbeddingsOptions) {
  const vectors = new Map<number, string>();
  let { model } = options;
  let terminal: TerminalRunEvent | undefined;

  return {
    onEvent(event: RunEvent): void {
      if (event.type === 'started') model = event.model;
      else if (event.type === 'embedding') vectors.set(event.index, event.vector);
      else if (event.type === 'done' || event.type === 'failed') terminal ??= event;
    },
    warnings(): string[] {
      const wanted = options.dimensions;
      const actual = dimensionsOf(vectors.get(0) ?? '');
      if (wanted === undefined || vectors.size === 0 || actual === wanted) return [];
      return [`dimensions: not honoured by this model, whose vectors have ${actual} numbers`];
    },
    result(): Iterable<string> {
      if (!terminal) throw unfinishedRunError();
      if (terminal.type === 'failed') throw failedRunError(terminal);
      return renderEmbeddings({ model, vectors, encoding: options.encoding, terminal });
    },
  };
}

type Answer = {
  model: string;
  vectors: Map<number, string>;
  encoding: EmbeddingEncoding;
  terminal: TerminalRunEvent;
};

function* renderEmbeddings({ model, vectors, encoding, terminal }: Answer): Generator<string> {
  yield '{"object":"list","data":[';
  let separator = '';
  for (const [index, vector] of vectors) {
    const embedding = encoding === 'base64' ? vector : decodeVector(vector);
    yield separator + JSON.stringify({ object: 'embedding', index, embedding });
    separator = ',';
  }
  const { inputTokens } = terminal.usage;
  const cost = microsToCredits(BigInt(terminal.costMicros));
  const usage = { prompt_tokens: inputTokens, total_tokens: inputTokens, cost };
  yield `],"model":${JSON.stringify(model)},"usage":${JSON.stringify(usage)}}`;
}
