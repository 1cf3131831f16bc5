/** A message of a conversation, as far as it tells who said what. */
export type SpokenMessage = { role: string; text: string };

export type BegunAnswer = { begun: string; question: string };

/**
 * The answer that a call asks to go on with: it ends with something that the assistant said, or the user says after it to continue. The
 * question is the one before it.
 */
export function findBegunAnswer(messages: readonly SpokenMessage[]): BegunAnswer | undefined {
  const last = messages.at(-1);
  const at = last?.role === 'user' && /\bcontinue\b/i.test(last.text) ? messages.length - 2 : messages.length - 1;
  const answer = messages[at];
  if (answer?.role !== 'assistant' || answer.text === '') return undefined;
  const question = messages.slice(0, at).findLast(({ role, text }) => role === 'user' && text !== '')?.text ?? '';
  return { begun: answer.text, question };
}
