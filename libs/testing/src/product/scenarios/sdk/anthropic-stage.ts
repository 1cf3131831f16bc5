import Anthropic from '@anthropic-ai/sdk';
import type { Stage } from './stage.ts';

export type MessageParams = Omit<Anthropic.MessageCreateParamsNonStreaming, 'model' | 'max_tokens' | 'stream'> & {
  model?: string;
  max_tokens?: number;
};
/** What of usage is the hub's own. */
type OwnUsage = { cost: number; parts?: object[] };
export type MessageUsage = Anthropic.Usage & OwnUsage;
export type HeardMessage = {
  message: Anthropic.Message;
  text: string;
  thinking: string;
  calls: Anthropic.ToolUseBlock[];
  usage: MessageUsage;
  headers: Headers;
  /** Types of the events, in their order; none when the answer came whole. */
  events: string[];
};

export type AnthropicStage = Stage & {
  client: Anthropic;
  /** Asks the stage's model in the stage's form, and notes what it cost. */
  ask(params: MessageParams | string, options?: Anthropic.RequestOptions): Promise<HeardMessage>;
};

/** With what people have: base URL and key, nothing else. */
export function anthropicClient(
  { product, account }: Stage,
  options: ConstructorParameters<typeof Anthropic>[0] = {},
): Anthropic {
  const credentials = { authToken: account.apiKey, apiKey: null };
  return new Anthropic({ baseURL: product.url, ...credentials, maxRetries: 0, logLevel: 'off', ...options });
}

export function withAnthropic(stage: Stage): AnthropicStage {
  const client = anthropicClient(stage);
  const ask: AnthropicStage['ask'] = async (asked, options) => {
    const params = typeof asked === 'string' ? { messages: [{ role: 'user' as const, content: asked }] } : asked;
    const body = { model: stage.model, max_tokens: 2_000, ...params };
    const heard = stage.form === 'plain' ? hearPlain(client, body, options) : hearStream(client, body, options);
    const { message, own, ...rest } = await heard;
    // The scenario's own stage is the one whose costs are compared.
    played.costs.push(own.cost);
    const { content } = message;
    return {
      message,
      text: content.flatMap((block) => (block.type === 'text' ? block.text : [])).join(''),
      thinking: content.flatMap((block) => (block.type === 'thinking' ? block.thinking : [])).join(''),
      calls: content.filter((block) => block.type === 'tool_use'),
      usage: { ...message.usage, ...own },
      ...rest,
    };
  };
  const played = Object.assign(stage, { client, ask });
  return played;
}

type Body = Anthropic.MessageCreateParamsNonStreaming;

function ownUsage(usage: object): OwnUsage {
  const { cost, parts } = usage as OwnUsage;
  return { cost, ...(parts && { parts }) };
}

async function hearPlain(client: Anthropic, body: Body, options?: Anthropic.RequestOptions) {
  const { data: message, response } = await client.messages.create(body, options).withResponse();
  return { message, own: ownUsage(message.usage), headers: response.headers, events: [] };
}

async function hearStream(client: Anthropic, body: Body, options?: Anthropic.RequestOptions) {
  const stream = client.messages.stream(body, options);
  const events: string[] = [];
  let own: OwnUsage = { cost: 0 };
  // The SDK's final message keeps the usage fields that it knows; ours are in the event that carried them.
  stream.on('streamEvent', (event) => {
    events.push(event.type);
    if (event.type === 'message_delta') own = ownUsage(event.usage);
  });
  const message = await stream.finalMessage();
  return { message, own, headers: stream.response?.headers ?? new Headers(), events };
}

/** What a rejected call was rejected with; fails when it was answered. */
export async function refusal(call: PromiseLike<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Anthropic.APIError) return error;
    throw error;
  }
  throw new Error('the call was answered');
}
