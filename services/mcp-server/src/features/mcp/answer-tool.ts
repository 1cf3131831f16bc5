import type { AppError } from '@smart-ai-hub/contracts';
import { type Logger, translateError } from '@smart-ai-hub/service-kit';
import type { CallToolResult } from '@modelcontextprotocol/server';

/** `text` is what a client without structured content shows; without it, the value as JSON. */
export type ToolAnswer = { value: Record<string, unknown>; text?: string };

/** Turns what a tool produces, or what it throws, into its result. */
export type Answering = (tool: string, produce: () => Promise<ToolAnswer>) => Promise<CallToolResult>;

type AnsweringOptions = { logger: Logger; onAnswered: (tool: string, outcome: string) => void };

/**
 * Errors become tool errors, which the model on the other side reads and can act on: our own words and code, never the
 * message of whatever broke inside.
 */
export function createAnswering({ logger, onAnswered }: AnsweringOptions): Answering {
  return async (tool, produce) => {
    try {
      const { value, text } = await produce();
      onAnswered(tool, 'ok');
      return { content: [{ type: 'text', text: text ?? JSON.stringify(value) }], structuredContent: value };
    } catch (thrown) {
      const error = translateError(thrown);
      onAnswered(tool, error.code);
      const entry = { tool, code: error.code, detail: error.detail, ...error.internal };
      if (error.status >= 500) logger.error({ ...entry, err: error.cause ?? thrown }, 'tool call failed');
      else logger.info(entry, 'tool call refused');
      return toolError(error);
    }
  };
}

function toolError(error: AppError): CallToolResult {
  const { code, detail, retryable, retryAfterSeconds } = error;
  const described = { code, detail, retryable, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  return {
    isError: true,
    content: [{ type: 'text', text: `${detail} (${code})` }],
    structuredContent: { error: described },
  };
}
