/** Which dialect a model's provider speaks, and the model that stands for it; all three are played by the simulator. */
export type Family = {
  family: 'Claude' | 'GPT' | 'local';
  model: string;
  /** Dollars per million tokens of input and of output. */
  price: [input: number, output: number];
};

export const LOCAL_MODEL = { id: 'local-llama', upstreamId: 'llama', inputPrice: 0.5, outputPrice: 2 };
export const HOUSE_MODEL = { id: 'house-claude', upstreamId: 'claude-house', inputPrice: 2, outputPrice: 4 };

/** Of an endpoint that speaks Anthropic's Messages: the scenarios of Claude's family would hold for it too. */
export const houseFamily: Family = {
  family: 'Claude',
  model: HOUSE_MODEL.id,
  price: [HOUSE_MODEL.inputPrice, HOUSE_MODEL.outputPrice],
};

export const families: Family[] = [
  { family: 'Claude', model: 'simulator-claude-fast', price: [1, 5] },
  { family: 'GPT', model: 'simulator-gpt-fast', price: [0.2, 1.25] },
  { family: 'local', model: LOCAL_MODEL.id, price: [LOCAL_MODEL.inputPrice, LOCAL_MODEL.outputPrice] },
];

/** Credits of so many uncached tokens: a credit is ten cents. */
export const creditsOf = (input: number, output: number, { price: [inputPrice, outputPrice] }: Family): number =>
  Math.round((input * inputPrice + output * outputPrice) * 10) / 1_000_000;

/** Credits of a search of the web by one of the simulator's models: ten dollars per thousand. */
export const SEARCH_PRICE = 0.1;

export const forms = ['streamed', 'plain'] as const;
export type Form = (typeof forms)[number];
