/** How providers tell the two numbers: Anthropic; OpenAI, vLLM and their relatives. */
const SENTENCES = [
  /(?<prompt>\d+) tokens > (?<maximum>\d+) maximum/,
  /maximum context length is (?<maximum>\d+) tokens.{0,40}?(?:requested|resulted in|contains|has)[^\d]{0,30}(?<prompt>\d+)/,
];

/** The tokens of a prompt that did not fit, and the most that would have, as the provider's sentence tells them. */
export function overflowCountsOf(sentence: string): { promptTokens?: number; maximumTokens?: number } {
  for (const pattern of SENTENCES) {
    const { prompt, maximum } = pattern.exec(sentence)?.groups ?? {};
    if (Number(prompt) > Number(maximum)) return { promptTokens: Number(prompt), maximumTokens: Number(maximum) };
  }
  return {};
}
