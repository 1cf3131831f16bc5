import type { ProviderEvent, TokenCount, WireCall, WireDialect } from '@smart-ai-hub/contracts';
import type { EmbeddingCall, ModelCall, ModelTarget } from '@smart-ai-hub/dialects';
import type { ListedModel } from './providers/model-listing.ts';

/** How long each part of a call may take, in milliseconds. */
export type CallLimits = {
  /** Opening a connection, TLS included. */
  connectMs: number;
  /** Silence before the first piece of the answer. Headers, pings and comments are signs of life and start it anew. */
  firstTokenMs: number;
  /** Silence between two signs of life once the answer has begun. Time in which nobody reads is not counted. */
  gapMs: number;
  /** The whole call, however lively. */
  totalMs: number;
};

export const defaultCallLimits: CallLimits = {
  connectMs: 5_000,
  firstTokenMs: 10_000,
  gapMs: 20_000,
  totalMs: 600_000,
};

/** What a caller or an operator should hear of a call that went on all the same. */
export type ProviderNotice =
  /** The provider cannot do what a parameter asks; the call went out without it, or with the nearest thing. */
  | { kind: 'adjusted'; parameter: string; message: string }
  /** A piece of the stream was not JSON and was left out. */
  | { kind: 'skipped_chunk' }
  /** The answer has begun, and how long the longest silence before that was: what `firstTokenMs` is about. */
  | { kind: 'begun'; silenceMs: number }
  /** The provider's own name of the model that answers, and its id of the call, for support. */
  | { kind: 'answering'; model: string | undefined; providerRequestId: string | undefined };

export type StreamOptions = ModelTarget & {
  /** Aborting it closes the provider's socket at once; the iteration then rejects with `run_cancelled`. */
  signal: AbortSignal;
  limits?: Partial<CallLimits> | undefined;
  onNotice?: ((notice: ProviderNotice) => void) | undefined;
};

/**
 * One provider behind the hub's own words. Every call streams upstream; whoever needs a whole answer collects it.
 * A stream yields exactly one `finish`, last, after a `usage`; everything else ends in an AppError, never in silence.
 */
export type ProviderAdapter = {
  /** The configured provider's id, as on its model cards. */
  id: string;
  /** What it speaks without conversion: a call in one of these is passed on nearly as it came. */
  dialects: readonly WireDialect[];
  stream(call: ModelCall, options: StreamOptions): AsyncIterable<ProviderEvent>;
  /**
   * Vectors of texts, from a provider that has models for that: `usage` when the provider tells it, an `embedding` for each
   * input in order, and `finish`. Ends as `stream` does in everything else.
   */
  embed?(call: EmbeddingCall, options: StreamOptions): AsyncIterable<ProviderEvent>;
  /**
   * The provider's own count of a prompt's tokens, where it counts for free: its whole answer, in the dialect of the question.
   * Undefined from a server that speaks the dialect and does not count.
   */
  countTokens?(wire: WireCall, options: StreamOptions): Promise<TokenCount['answer'] | undefined>;
  /** The models that the provider has. Costs nothing; rejects with an AppError when the provider is away. */
  listModels(signal?: AbortSignal): Promise<ListedModel[]>;
};
