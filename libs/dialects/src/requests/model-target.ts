import type { ModelCard } from '@smart-ai-hub/contracts';

/** A model as the hub shows it, and the name its provider knows it by. */
export type ModelTarget = { card: ModelCard; upstreamModel: string };
