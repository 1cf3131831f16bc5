import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { SEAM_CHARACTERS, joinAnswer } from '@smart-ai-hub/dialects';

/**
 * The events of a model that goes on with an answer, without what it repeats of it. Its first words wait until it is known whether they are a
 * repetition; what it thought before them is its own affair.
 */
export async function* joinEvents(said: string, events: AsyncIterable<ProviderEvent>): AsyncGenerator<ProviderEvent> {
  let beginning: string | undefined = '';
  const join = (): ProviderEvent[] => {
    const text = joinAnswer(said, beginning ?? '');
    beginning = undefined;
    return text === '' ? [] : [{ type: 'text', text }];
  };
  for await (const event of events) {
    if (beginning === undefined) {
      yield event;
    } else if (event.type === 'text') {
      beginning += event.text;
      if (beginning.length >= SEAM_CHARACTERS) yield* join();
    } else if (event.type === 'usage') {
      yield event;
    } else if (event.type !== 'reasoning') {
      yield* join();
      yield event;
    }
  }
}
