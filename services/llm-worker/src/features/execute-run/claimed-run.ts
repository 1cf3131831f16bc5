import type { LlmRunPayload, ModelPrice } from '@smart-ai-hub/contracts';
import type { ModelCall } from '@smart-ai-hub/dialects';

/** A run that this worker may work on for as long as no later claim has a higher fence. */
export type ClaimedRun = {
  id: string;
  fence: number;
  /** Frozen when the run was admitted: a price change meanwhile does not touch it. */
  price: ModelPrice;
  payload: LlmRunPayload;
  call: ModelCall;
  /** The model that is to answer. */
  model: string;
};
