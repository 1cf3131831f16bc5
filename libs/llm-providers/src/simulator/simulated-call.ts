export type SimulatedTool = {
  name: string;
  schema: Record<string, unknown>;
  /** Of OpenAI's Responses API: its input is plain text, its name stands within a namespace. */
  isCustom?: boolean;
  namespace?: string;
};

/** The input of a call in the simulator's tokens, each in one class. */
export type InputCount = { uncached: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number };

/** A call as the simulator understands it, whatever dialect it came in. */
export type SimulatedCall = {
  model: string;
  isStream: boolean;
  /** The last message is the assistant's: the caller wants it gone on with ("prefill"). */
  isAnswerBegun?: boolean;
  /** OpenAI's `stream_options.include_usage`; Anthropic always reports. */
  includesUsage: boolean;
  /** The last text the user wrote, directives and all. */
  question: string;
  /** The answer so far, where the call asks for the rest of it. */
  begun?: string | undefined;
  /** Text of the tool results that the last message brings; undefined when it brings none. */
  toolResult: string | undefined;
  /** Where directives may stand: the texts of the last message, if it is the user's. */
  directiveText: string;
  tools: SimulatedTool[];
  toolChoice: { kind: 'auto' | 'none' | 'required' } | { kind: 'tool'; name: string };
  allowsParallelTools: boolean;
  maxTokens: number | undefined;
  stopSequences: string[];
  wantsReasoning: boolean;
  /** The answer has to be JSON, of this schema where one is given. */
  json?: { schema?: Record<string, unknown> } | undefined;
  /** OpenAI's `n`: so many answers at once. */
  answers?: number | undefined;
  /** OpenAI's `logprobs`, with so many others beside each token. */
  logprobs?: { top: number } | undefined;
  /** Anthropic's citations: the title and the first words of a document that allows them. */
  cites?: { title: string | null; text: string } | undefined;
  /** So many searches of the web may be made; left out where none are offered. */
  maxSearches?: number | undefined;
  input: InputCount;
};

/** A refusal in the words of the dialect that is spoken. */
export type WireError = {
  status: number;
  type: string;
  code?: string | number | null;
  param?: string | null;
  message: string;
  retryAfterSeconds?: number;
  /** Members beside the usual ones, as llama.cpp adds them. */
  extra?: Record<string, unknown>;
};

export class WireErrorThrown extends Error {
  readonly error: WireError;

  constructor(error: WireError) {
    super(error.message);
    this.name = 'WireErrorThrown';
    this.error = error;
  }
}
