import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import type { HeardCall } from './heard-call.ts';

export type ModelCall = {
  url: string;
  apiKey: string;
  dispatcher: Dispatcher;
  key: string;
  /** In order of preference. */
  models: readonly [string, ...string[]];
  prompt: string;
  stream?: boolean;
  maxTokens?: number;
};

const chunkSchema = z.object({
  error: z.object({ code: z.string().nullish(), type: z.string().nullish() }).optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).optional(),
        message: z.object({ content: z.string().nullish() }).optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
});
type Chunk = z.output<typeof chunkSchema>;

const NOTE_LENGTH = 300;

/** One call in OpenAI's dialect, read to its end, whatever that is. Never rejects. */
export async function callModel(call: ModelCall): Promise<HeardCall> {
  const { url, apiKey, dispatcher, key, models, prompt, stream = true, maxTokens = 500 } = call;
  const [model, ...others] = models;
  const startedAt = performance.now();
  const heard: HeardCall = {
    ...{ key, runId: undefined, end: 'cut', status: 0, code: undefined, retryAfter: undefined, stream },
    ...{ text: '', misplaced: [], model: undefined, durationMs: 0, note: '' },
  };
  let body = '';
  try {
    const response = await request(`${url}/v1/chat/completions`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
      body: JSON.stringify({
        ...{ model, stream, max_tokens: maxTokens, messages: [{ role: 'user', content: prompt }] },
        ...(others.length > 0 && { models }),
      }),
    });
    heard.status = response.statusCode;
    heard.runId = textOf(response.headers['x-hub-run-id']);
    heard.model = textOf(response.headers['x-hub-model']);
    heard.retryAfter = textOf(response.headers['retry-after']);
    const decoder = new TextDecoder();
    for await (const bytes of response.body) body += decoder.decode(bytes as Uint8Array, { stream: true });
    judge(heard, body);
  } catch (error) {
    // What had come before the connection broke was heard.
    if (stream && heard.status === 200) readStream(heard, body);
    heard.end = 'cut';
    heard.note = String(error);
  }
  heard.durationMs = performance.now() - startedAt;
  return heard;
}

const textOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined);

function judge(heard: HeardCall, body: string): void {
  heard.note = `${heard.status} ${body.slice(-NOTE_LENGTH)}`;
  if (heard.status !== 200) {
    const error = readChunk(body)?.error;
    heard.code = error?.code ?? error?.type ?? undefined;
    heard.end = heard.code === undefined ? 'cut' : 'refused';
  } else if (heard.stream) {
    const { isFinished, error } = readStream(heard, body);
    heard.code = error?.code ?? error?.type ?? undefined;
    if (error) heard.end = 'failed';
    else if (isFinished && body.endsWith('data: [DONE]\n\n')) heard.end = 'whole';
  } else {
    const choice = readChunk(body)?.choices?.[0];
    heard.text = choice?.message?.content ?? '';
    if (choice?.finish_reason) heard.end = 'whole';
  }
}

/** Takes the text of whole events into the call; a last one that was torn is nothing that its reader has. */
function readStream(heard: HeardCall, body: string): { isFinished: boolean; error: Chunk['error'] } {
  let isFinished = false;
  let error: Chunk['error'];
  for (const event of body.split('\n\n').slice(0, -1)) {
    const data = event
      .split('\n')
      .find((line) => line.startsWith('data: '))
      ?.slice('data: '.length);
    const chunk = data === undefined || data === '[DONE]' ? undefined : readChunk(data);
    error ??= chunk?.error;
    heard.text += chunk?.choices?.[0]?.delta?.content ?? '';
    if (chunk?.choices?.[0]?.finish_reason) isFinished = true;
  }
  return { isFinished, error };
}

function readChunk(text: string): Chunk | undefined {
  try {
    return chunkSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
