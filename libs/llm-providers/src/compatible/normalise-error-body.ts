import type { HttpClient } from '../calls/http-client.ts';

/**
 * Some servers send an error without the `error` object around it (older vLLM: `{"object":"error","message":…}`, FastAPI:
 * `{"detail":…}`), and the SDK would lose their sentence. This `fetch` puts it where the SDK looks.
 */
export function withNormalisedErrors(http: HttpClient): HttpClient {
  const fetch: HttpClient['fetch'] = async (input, init) => {
    const response = await http.fetch(input, init);
    if (response.ok) return response;
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    headers.delete('content-length');
    headers.delete('content-encoding');
    return new Response(normaliseErrorBody(await response.text()), { status, statusText, headers });
  };
  return { ...http, fetch };
}

export function normaliseErrorBody(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || 'error' in body) return text;
    const { message, detail, type, code } = body as Record<string, unknown>;
    const sentence = message ?? (typeof detail === 'string' ? detail : JSON.stringify(detail));
    return JSON.stringify({ error: { message: sentence, type, code } });
  } catch {
    return text;
  }
}
