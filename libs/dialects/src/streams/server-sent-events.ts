/** One server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export type ServerSentEvent = { event: string | undefined; data: string };

export type EventParser = {
  push(text: string): ServerSentEvent[];
  /** The end of the body: an event without its closing empty line still counts, as in both official SDKs. */
  end(): ServerSentEvent[];
};

/** A line longer than this is not a model's answer. */
const MAX_PENDING_CHARACTERS = 16_000_000;

/** Cuts decoded text into events, however it was split on the way. Comments and fields nobody uses are dropped. */
export function createEventParser(): EventParser {
  let pending = '';
  let event: string | undefined;
  let data: string[] = [];

  const takeLine = (line: string, events: ServerSentEvent[]) => {
    if (line === '') {
      if (event !== undefined || data.length > 0) events.push({ event, data: data.join('\n') });
      event = undefined;
      data = [];
      return;
    }
    if (line.startsWith('data:')) data.push(fieldValue(line, 5));
    else if (line.startsWith('event:')) event = fieldValue(line, 6);
  };

  return {
    push(text) {
      const lines = (pending + text).split(/\r\n|\n|\r(?!$)/);
      pending = lines.pop() ?? '';
      if (pending.length > MAX_PENDING_CHARACTERS) throw new RangeError('event line too long');
      const events: ServerSentEvent[] = [];
      for (const line of lines) takeLine(line, events);
      return events;
    },
    end() {
      const events: ServerSentEvent[] = [];
      if (pending !== '') takeLine(pending.replace(/\r$/, ''), events);
      takeLine('', events);
      pending = '';
      return events;
    },
  };
}

function fieldValue(line: string, from: number): string {
  return line.slice(line.charCodeAt(from) === 0x20 ? from + 1 : from);
}
