/** One text to turn into a vector: as it is, or as the numbers of its tokens in the model's own encoding. */
export type EmbeddingInput = string | number[];

/** The hub's own form of a call of a model of embeddings. */
export type EmbeddingRequest = {
  model: string;
  /** Answered by one vector each, in this order. */
  inputs: EmbeddingInput[];
  /** How many numbers each vector is to have; the model's own choice when absent. */
  dimensions?: number;
};
