export const OWN_MODELS = [
  'simulator-claude',
  'simulator-claude-fast',
  'simulator-gpt',
  'simulator-gpt-fast',
  'simulator-embedding',
];
const CREATED_AT = '2026-11-01T00:00:00Z';

export function renderAnthropicModels(further: string[]): string {
  const names = [...OWN_MODELS, ...further];
  const data = names.map((id) => ({ type: 'model', id, display_name: id, created_at: CREATED_AT }));
  return JSON.stringify({ data, has_more: false, first_id: names.at(0), last_id: names.at(-1) });
}

export function renderOpenAiModels(further: string[]): string {
  const created = Date.parse(CREATED_AT) / 1000;
  return JSON.stringify({
    object: 'list',
    data: [...OWN_MODELS, ...further].map((id) => ({ id, object: 'model', created, owned_by: 'simulator' })),
  });
}
