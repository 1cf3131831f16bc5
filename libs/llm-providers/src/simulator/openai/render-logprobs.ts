/** How sure the simulator was of each token, with what it might have said instead: made up, and the same each time. */
export function renderLogprobs(tokens: string[], top: number) {
  const content = tokens.map((token, at) => ({
    ...likely(token, at),
    top_logprobs: Array.from({ length: top }, (_, rank) => likely(rank === 0 ? token : `${token}${rank}`, at + rank)),
  }));
  return { content, refusal: null };
}

function likely(token: string, at: number) {
  return { token, logprob: -((at % 7) + 1) / 10, bytes: [...Buffer.from(token)] };
}
