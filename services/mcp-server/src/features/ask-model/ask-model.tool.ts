import { stopReasonSchema, usageSchema } from '@smart-ai-hub/contracts';
import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Answering } from '../mcp/answer-tool.ts';
import type { Caller } from '../mcp/caller.ts';
import { askModel, type AskModelDeps, type Listening } from './ask-model.ts';

const inputSchema = z.object({
  model: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'is not a model id')
    .describe('a model id of list_models, an alias such as claude-sonnet-latest, or auto'),
  prompt: z.string().min(1).describe('what to ask'),
  system: z.string().optional().describe('instructions that go before the prompt'),
  maxOutputTokens: z.number().int().positive().optional().describe('the longest answer that is wanted, in tokens'),
});

const outputSchema = z.object({
  runId: z.string().describe('names the call in the ledger'),
  model: z.string().describe('the model that answered'),
  text: z.string(),
  stopReason: stopReasonSchema.describe(
    'anything but end_turn and stop_sequence means that the text may be incomplete',
  ),
  usage: usageSchema,
  cost: z.number().describe('what the call cost, in credits'),
});

const PROGRESS_INTERVAL_MS = 1_000;

export function registerAskModel(server: McpServer, deps: AskModelDeps, caller: Caller, answer: Answering): void {
  server.registerTool(
    'ask_model',
    {
      title: 'Ask a model',
      description:
        'Sends a prompt to a language model and answers its text, token usage and cost. Paid from the balance.',
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    },
    (question, context) =>
      answer('ask_model', async () => {
        const result = await askModel(deps, caller.identity, question, listenFor(context, caller.hungUp));
        return { value: result, text: result.text };
      }),
  );
}

/** Clients that asked for progress hear of it at most once a second; it keeps their time-out from striking. */
function listenFor({ mcpReq }: ServerContext, hungUp: AbortSignal): Listening {
  const progressToken = mcpReq._meta?.progressToken;
  let toldAtMs = 0;
  return {
    signal: AbortSignal.any([mcpReq.signal, hungUp]),
    onProgress(progress) {
      if (progressToken === undefined || Date.now() - toldAtMs < PROGRESS_INTERVAL_MS) return;
      toldAtMs = Date.now();
      const notification = { method: 'notifications/progress', params: { progressToken, progress } };
      mcpReq.notify(notification).catch(() => undefined);
    },
  };
}
