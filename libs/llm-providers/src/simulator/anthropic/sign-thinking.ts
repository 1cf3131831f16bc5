import { hashText } from '../answer/seeded-random.ts';

/** A signature that holds for these very thoughts, as Anthropic's does, so that thoughts which were changed on the way are found out. */
export function signThinking(thinking: string): string {
  return Buffer.from(`simulator signature of ${hashText(thinking)}`).toString('base64');
}
