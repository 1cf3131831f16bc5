import type { PlannedSearch } from '../answer/plan-searches.ts';

const sealed = (text: string) => Buffer.from(`simulated contents of ${text}`).toString('base64');

/** A search as Anthropic runs and shows it: https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool. */
export function searchBlocks({ id, query, page: { title, url } }: PlannedSearch) {
  const toolUseId = `srvtoolu_${id}`;
  const found = { type: 'web_search_result', title, url, encrypted_content: sealed(url), page_age: null };
  return {
    call: { type: 'server_tool_use', id: toolUseId, name: 'web_search', input: { query } },
    result: { type: 'web_search_tool_result', tool_use_id: toolUseId, content: [found] },
  };
}

export function citeSearch({ page: { title, url, text } }: PlannedSearch) {
  return { type: 'web_search_result_location', cited_text: text, url, title, encrypted_index: sealed(title) };
}
