import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';

const messageIdSchema = z.union([z.string(), z.number()]);

/** What MCP sends in both directions; its own schema says the rest: https://modelcontextprotocol.io/specification. */
const messageSchema = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: messageIdSchema.optional(),
    method: z.string(),
    params: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'McpMessage' });

const answerSchema = z
  .looseObject({ jsonrpc: z.literal('2.0'), id: messageIdSchema.nullable().optional() })
  .meta({ id: 'McpAnswer' });

export const mcpEndpoints = {
  callMcp: defineEndpoint({
    method: 'POST',
    path: '/mcp',
    summary: 'The Model Context Protocol: every model and the account as tools for agents',
    description:
      'Streamable HTTP without sessions, for revisions 2025-11-25 and 2026-07-28. `Accept` must name both `application/json` and ' +
      '`text/event-stream`. The tools are `list_models`, `get_balance` and `ask_model`.',
    auth: 'caller',
    status: 200,
    body: messageSchema,
    example: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    events: answerSchema,
    otherAnswers: { 202: { description: 'A notification was taken; there is nothing to answer.' } },
    errors: [],
    envelope: 'json-rpc',
  }),
};
