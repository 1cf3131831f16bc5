import type { Product } from '../start-product.ts';

/** POST of JSON with an access token, for what a page only shows. */
export async function postAs<Answer>({ url }: Product, token: string, path: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** An access token of somebody who has an account. */
export async function tokenOf(product: Product, person: { email: string; password: string }): Promise<string> {
  return (await postAs<{ token: string }>(product, '', '/api/auth/login', person)).token;
}
