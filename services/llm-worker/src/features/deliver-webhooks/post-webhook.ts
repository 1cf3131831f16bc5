import { namesPrivateHost } from '@smart-ai-hub/service-kit';
import { Agent, type Dispatcher, request } from 'undici';
import { RefusedAddressError, type Resolve, createPublicLookup } from './public-lookup.ts';

/** What came of one attempt: an answer, or the reason that there was none, in words for the owner of the address. */
export type PostResult = { durationMs: number } & (
  { status: number; response: string } | { error: string; response: '' }
);

export type WebhookPoster = {
  /** Never rejects. Redirects are not followed: where they lead was not what the account named. */
  post(url: string, headers: Record<string, string>, body: string): Promise<PostResult>;
  close(): Promise<void>;
};

export type PosterOptions = {
  mustBeHttps: boolean;
  allowPrivate: boolean;
  timeoutMs?: number;
  /** Instead of the system's resolver. */
  resolve?: Resolve;
};

const TIMEOUT_MS = 15_000;
const EXCERPT_BYTES = 1_024;
const IDLE_MS = 10_000;

export function createWebhookPoster(options: PosterOptions): WebhookPoster {
  const { mustBeHttps, allowPrivate, timeoutMs = TIMEOUT_MS, resolve } = options;
  const agent = new Agent({
    keepAliveTimeout: IDLE_MS,
    connect: { timeout: timeoutMs, ...(!allowPrivate && { lookup: createPublicLookup(resolve) }) },
  });
  const refuse = (url: URL) => {
    if (mustBeHttps && url.protocol !== 'https:') return 'the address is not https';
    // An address that is written as numbers is connected to without a look-up.
    return !allowPrivate && namesPrivateHost(url) ? new RefusedAddressError().message : undefined;
  };
  return {
    async post(url, headers, body) {
      const startedAtMs = performance.now();
      const durationMs = () => Math.round(performance.now() - startedAtMs);
      const refusal = refuse(new URL(url));
      if (refusal !== undefined) return { durationMs: durationMs(), error: refusal, response: '' };
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
        const response = await readExcerpt(answer.body);
        return { durationMs: durationMs(), status: answer.statusCode, response };
      } catch (error) {
        const late = `no answer within ${timeoutMs / 1_000} s`;
        return { durationMs: durationMs(), error: signal.aborted ? late : describe(error), response: '' };
      }
    },
    close: () => agent.destroy(),
  };
}

/** The beginning of the answer as text; the rest is not fetched. */
async function readExcerpt(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= EXCERPT_BYTES) break;
  }
  return excerptOf(Buffer.concat(chunks));
}

/** At most 1 kB in UTF-8 that PostgreSQL can keep: whole characters, and no U+0000. */
function excerptOf(bytes: Buffer): string {
  const text = new TextDecoder().decode(bytes.subarray(0, EXCERPT_BYTES)).replaceAll('\0', '');
  let excerpt = text;
  while (Buffer.byteLength(excerpt) > EXCERPT_BYTES) excerpt = excerpt.slice(0, -1);
  return excerpt.toWellFormed();
}

/** Codes of sockets, names and certificates are for the owner of the address to act on; whole messages may tell of our network. */
function describe(error: unknown): string {
  if (error instanceof RefusedAddressError) return error.message;
  const { code, cause } = error as NodeJS.ErrnoException;
  if (cause instanceof RefusedAddressError) return cause.message;
  return code === undefined ? 'the connection failed' : `the connection failed: ${code}`;
}
