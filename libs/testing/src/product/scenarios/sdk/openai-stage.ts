import OpenAI from 'openai';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import type { Stage } from './stage.ts';

export type ChatParams = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'model' | 'stream'> & { model?: string };
export type ChatUsage = OpenAI.CompletionUsage & { cost: number };
export type HeardCompletion = {
  completion: OpenAI.ChatCompletion;
  choice: OpenAI.ChatCompletion.Choice;
  text: string;
  reasoning: string;
  usage: ChatUsage;
  headers: Headers;
  /** How many pieces carried text; 0 when the answer came whole. */
  pieces: number;
};

export type OpenAiStage = Stage & {
  client: OpenAI;
  /** Asks the stage's model in the stage's form, and notes what it cost. */
  ask(params: ChatParams | string, options?: OpenAI.RequestOptions): Promise<HeardCompletion>;
};

/** With what people have: base URL and key, nothing else. */
export function openAiClient(
  { product, account }: Stage,
  options: ConstructorParameters<typeof OpenAI>[0] = {},
): OpenAI {
  return new OpenAI({
    baseURL: `${product.url}/v1`,
    apiKey: account.apiKey,
    maxRetries: 0,
    logLevel: 'off',
    ...options,
  });
}

export function withOpenAi(stage: Stage): OpenAiStage {
  const client = openAiClient(stage);
  const ask: OpenAiStage['ask'] = async (asked, options) => {
    const params = typeof asked === 'string' ? { messages: [{ role: 'user' as const, content: asked }] } : asked;
    const body = { model: stage.model, ...params };
    const heard = stage.form === 'plain' ? hearPlain(client, body, options) : hearStream(client, body, options);
    const { completion, ...rest } = await heard;
    const usage = completion.usage as ChatUsage;
    // The scenario's own stage is the one whose costs are compared.
    played.costs.push(usage.cost);
    const choice = completion.choices[0] as OpenAI.ChatCompletion.Choice;
    return { completion, choice, text: choice.message.content ?? '', usage, ...rest };
  };
  const played = Object.assign(stage, { client, ask });
  return played;
}

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

async function hearPlain(client: OpenAI, body: Body, options?: OpenAI.RequestOptions) {
  const { data: completion, response } = await client.chat.completions.create(body, options).withResponse();
  const [choice] = completion.choices;
  return { completion, reasoning: reasoningOf(choice?.message), headers: response.headers, pieces: 0 };
}

async function hearStream(client: OpenAI, body: Body, options?: OpenAI.RequestOptions) {
  const streamed = { ...body, stream: true as const, stream_options: { include_usage: true } };
  const { data, response } = await client.chat.completions.create(streamed, options).withResponse();
  const stream = ChatCompletionStream.fromReadableStream(data.toReadableStream());
  let reasoning = '';
  let pieces = 0;
  stream.on('chunk', ({ choices: [choice] }) => {
    reasoning += reasoningOf(choice?.delta);
    pieces += choice?.delta.content ? 1 : 0;
  });
  const completion: OpenAI.ChatCompletion = await stream.finalChatCompletion();
  return { completion, reasoning, headers: response.headers, pieces };
}

function reasoningOf(said: unknown): string {
  return (said as { reasoning_content?: string } | undefined)?.reasoning_content ?? '';
}

/** What a rejected call was rejected with; fails when it was answered. */
export async function refusal(call: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error;
    throw error;
  }
  throw new Error('the call was answered');
}
