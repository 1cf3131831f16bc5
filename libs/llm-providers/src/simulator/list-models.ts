const MODELS = ['simulator-claude', 'simulator-claude-fast', 'simulator-gpt', 'simulator-gpt-fast'];
const CREATED_AT = '2026-11-01T00:00:00Z';

export function renderAnthropicModels(): string {
  const data = MODELS.map((id) => ({ type: 'model', id, display_name: id, created_at: CREATED_AT }));
  return JSON.stringify({ data, has_more: false, first_id: MODELS.at(0), last_id: MODELS.at(-1) });
}

export function renderOpenAiModels(): string {
  const created = Date.parse(CREATED_AT) / 1000;
  return JSON.stringify({
    object: 'list',
    data: MODELS.map((id) => ({ id, object: 'model', created, owned_by: 'simulator' })),
  });
}
