import { Pool } from 'undici';

export type CallKind = 'openai-json' | 'openai-stream' | 'anthropic-json' | 'anthropic-stream';
export const callKinds: readonly CallKind[] = ['openai-json', 'openai-stream', 'anthropic-json', 'anthropic-stream'];

/**
 * How a call looked to its caller: `whole` with the dialect's own end; `failed` with the dialect's error, before or within the answer;
 * `broken` in any other way, which the hub must never do.
 */
export type CallEnd = { kind: CallKind; end: 'whole' | 'failed' | 'broken'; runId: string | undefined; note: string };

const MODELS = { openai: 'simulator-gpt-fast', anthropic: 'simulator-claude-fast' };
const TOKENS = 60;

export type StormOptions = { hubUrl: string; apiKey: string; calls: number; inFlight: number };

/** Sends all calls, in turn of each kind; each has a prompt of its own. */
export async function sendCalls({ hubUrl, apiKey, calls, inFlight }: StormOptions): Promise<CallEnd[]> {
  const pool = new Pool(new URL(hubUrl).origin, {
    connections: inFlight,
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
  });
  const ends: CallEnd[] = [];
  let next = 0;
  const work = async () => {
    while (next < calls) {
      const index = next++;
      ends.push(await sendCall(pool, apiKey, callKinds[index % callKinds.length] ?? 'openai-json', index));
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, calls) }, work));
  await pool.close();
  return ends;
}

async function sendCall(pool: Pool, apiKey: string, kind: CallKind, index: number): Promise<CallEnd> {
  const isStream = kind.endsWith('stream');
  const isOpenAi = kind.startsWith('openai');
  // Either dialect reaches either provider: half of the calls cross over.
  const model = index % 8 < 4 === isOpenAi ? MODELS.openai : MODELS.anthropic;
  const content = `Storm call ${index}. [[sim: tokens=${TOKENS}]]`;
  try {
    const response = await pool.request({
      method: 'POST',
      path: isOpenAi ? '/v1/chat/completions' : '/v1/messages',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ model, stream: isStream, max_tokens: 500, messages: [{ role: 'user', content }] }),
    });
    const text = await response.body.text();
    const runId = response.headers['x-hub-run-id'];
    const end = readEnd(kind, response.statusCode, text);
    return {
      kind,
      end,
      runId: typeof runId === 'string' ? runId : undefined,
      note: `${response.statusCode} ${text.slice(-300)}`,
    };
  } catch (error) {
    return { kind, end: 'broken', runId: undefined, note: String(error) };
  }
}

/** Judges an answer by the rules of its dialect. */
export function readEnd(kind: CallKind, status: number, text: string): CallEnd['end'] {
  if (status !== 200) return isErrorBody(text) ? 'failed' : 'broken';
  switch (kind) {
    case 'openai-json':
      return text.includes('"finish_reason":"stop"') && isJson(text) ? 'whole' : 'broken';
    case 'anthropic-json':
      return text.includes('"stop_reason":"end_turn"') && isJson(text) ? 'whole' : 'broken';
    case 'openai-stream':
      if (/^data: \{"error":/m.test(text)) return 'failed';
      return text.includes('"finish_reason":"stop"') && text.endsWith('data: [DONE]\n\n') ? 'whole' : 'broken';
    case 'anthropic-stream':
      if (/^event: error$/m.test(text)) return 'failed';
      return text.includes('"stop_reason":"end_turn"') && /event: message_stop\ndata: .*\n\n$/.test(text)
        ? 'whole'
        : 'broken';
  }
}

function isErrorBody(text: string): boolean {
  return isJson(text) && text.includes('"error"') && text.includes('"message"');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
