import type { Emit, Json } from './output-item.ts';

export type TextPart = {
  add(delta: string, logprobs: unknown[]): void;
  annotate(event: Json): void;
  close(): void;
};

/** A text of a message while it is being written. `at` says where it is, in each of its events. */
export function openTextPart(emit: Emit, at: Json, part: Json): TextPart {
  const annotations: unknown[] = [];
  const logprobs: unknown[] = [];
  let text = '';
  Object.assign(part, { type: 'output_text', text, annotations, logprobs });
  emit('response.content_part.added', { ...at, part: { ...part, annotations: [], logprobs: [] } });
  return {
    add(delta, more) {
      text += delta;
      part['text'] = text;
      logprobs.push(...more);
      emit('response.output_text.delta', { ...at, delta, logprobs: more });
    },
    annotate(event) {
      annotations.push(event['annotation']);
      const annotationIndex = annotations.length - 1;
      emit('response.output_text.annotation.added', { ...event, ...at, annotation_index: annotationIndex });
    },
    close() {
      emit('response.output_text.done', { ...at, text, logprobs });
      emit('response.content_part.done', { ...at, part });
    },
  };
}
