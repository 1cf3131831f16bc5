import type { ProviderEvent } from '@smart-ai-hub/contracts';
import type { ServerSentEvent } from './server-sent-events.ts';

/** Turns a provider's stream into the hub's events; a pure state machine, one per call. */
export type StreamReader = {
  /** Never yields `finish`: that is told by `finish()` once the stream is over. Throws an AppError for an error event. */
  read(event: ServerSentEvent): ProviderEvent[];
  /** True once the provider said that nothing more will come. */
  isEnded(): boolean;
  /** How the answer ended; throws `provider_bad_response` when the provider never said so. */
  finish(): Extract<ProviderEvent, { type: 'finish' }>;
};

/** What a reader meets besides the answer. */
export type StreamObserver = {
  onSkipped(): void;
  onModel(model: string): void;
  /** The caller speaks the provider's dialect: what only it has words for is handed on as `wire` events. */
  isNative?: boolean;
};
