import type { OpenedAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

/** A plain call in OpenAI's dialect with the key of an account, for pages that show what became of it. */
export function callModel(
  { url }: Product,
  { apiKey }: OpenedAccount,
  model: string,
  content: string,
): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  });
}
