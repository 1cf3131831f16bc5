import type { PlannedAnswer } from '../answer/plan-answer.ts';
import type { PlannedSearch } from '../answer/plan-searches.ts';
import type { Json } from '../read-body-fields.ts';
import { write } from '../steps.ts';
import type { EventWriter } from './response-events.ts';

/** A search as OpenAI runs and shows it: https://platform.openai.com/docs/guides/tools-web-search. */
export function toSearchItem({ query, page: { url } }: PlannedSearch, id: string) {
  const action = { type: 'search', query, queries: [query], sources: [{ type: 'url', url }] };
  return { id, type: 'web_search_call', status: 'completed', action };
}

export function streamSearch(events: EventWriter, { searches }: PlannedAnswer, item: Json, at: Json): void {
  const search = searches.find(({ query }) => (item['action'] as Json)['query'] === query);
  events.frame('response.web_search_call.in_progress', at);
  events.steps.push(write('', search?.inputTokens.length ?? 0));
  events.frame('response.web_search_call.searching', at);
  events.frame('response.web_search_call.completed', at);
}

export type Annotation = { type: 'url_citation'; url: string; title: string; start_index: number; end_index: number };

/** What the text rests on: all of it on every page that was found. */
export function annotationsOf({ searches, text }: PlannedAnswer): Annotation[] {
  const end = text.join('').length;
  return searches.map(({ page: { title, url } }) => ({
    type: 'url_citation',
    url,
    title,
    start_index: 0,
    end_index: end,
  }));
}
