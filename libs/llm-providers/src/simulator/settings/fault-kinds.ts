/** Everything that a provider is known to do wrong, by name. The README says what each one does on the wire. */
export const faultKinds = [
  'rate-limit',
  'server-error',
  'unavailable',
  'overloaded',
  'unauthorized',
  'forbidden',
  'context-length',
  'content-filter',
  'content-filter-error',
  'reset-0',
  'reset-1',
  'reset-middle',
  'silence',
  'slow-headers',
  'stall',
  'cut',
  'bad-json',
  'no-done',
  'stream-error',
  'duplicate-event',
  'unknown-event',
  'missing-usage',
  'wrong-usage',
  'endless',
  'refuses-prefill',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Status numbers as short names. */
const ALIASES: Record<string, FaultKind> = {
  '400': 'context-length',
  '401': 'unauthorized',
  '403': 'forbidden',
  '429': 'rate-limit',
  '500': 'server-error',
  '503': 'unavailable',
  '529': 'overloaded',
};

export function readFaultKind(word: string): FaultKind | undefined {
  return ALIASES[word] ?? faultKinds.find((kind) => kind === word);
}

/** The shapes in which providers say that a prompt is too long. */
export const overflowShapes = ['anthropic', 'anthropic-limit', 'openai', 'vllm', 'llama-cpp', 'ollama'] as const;
export type OverflowShape = (typeof overflowShapes)[number];
