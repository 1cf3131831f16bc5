import type { HttpClient } from '../calls/http-client.ts';
import type { ListedModel } from '../providers/model-listing.ts';
import { type OllamaModelInfo, type OllamaTag, showSchema, tagsSchema } from './ollama-api.schema.ts';
import { toListedModels } from './to-listed-models.ts';

/** A server on this machine answers in milliseconds, a busy one in a second: who takes longer keeps nobody else's models waiting. */
const TAGS_TIMEOUT_MS = 2_000;
const SHOW_TIMEOUT_MS = 2_000;

/**
 * The models of an Ollama: each call asks for the list, and once for each digest what the model can do. Rejects with whatever
 * went wrong when nobody answers as an Ollama does.
 */
export function createOllamaListing(baseUrl: string, http: HttpClient) {
  let known = new Map<string, OllamaModelInfo>();

  const readTags = async (signal: AbortSignal | undefined): Promise<OllamaTag[]> => {
    const request = { method: 'GET', headers: {}, signal: within(TAGS_TIMEOUT_MS, signal) };
    const response = await http.fetch(`${baseUrl}/api/tags`, request);
    if (!response.ok) throw new TypeError(`the list of models is answered with ${response.status}`);
    return tagsSchema.parse(await response.json()).models;
  };
  const askAbout = async ({ name }: OllamaTag, signal: AbortSignal | undefined): Promise<OllamaModelInfo> => {
    const response = await http.fetch(`${baseUrl}/api/show`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: name }),
      signal: within(SHOW_TIMEOUT_MS, signal),
    });
    if (NOT_ANSWERED.includes(response.status)) return {};
    return showSchema.parse(await response.json());
  };

  return async (signal?: AbortSignal): Promise<ListedModel[]> => {
    const tags = await readTags(signal);
    const described = await Promise.all(
      tags.map(async (tag) => {
        // A server that is busy just now is asked again with the next list; until then the model's name has to do.
        const info = known.get(keyOf(tag)) ?? (await askAbout(tag, signal).catch(() => undefined));
        return { tag, info };
      }),
    );
    known = new Map(described.flatMap(({ tag, info }) => (info ? [[keyOf(tag), info] as const] : [])));
    return described.flatMap(({ tag, info = {} }) => toListedModels(tag.name, info));
  };
}

/** Servers that only list models have no such path. */
const NOT_ANSWERED = [404, 405, 501];

const keyOf = ({ name, digest = name }: OllamaTag): string => digest;

function within(timeoutMs: number, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}
