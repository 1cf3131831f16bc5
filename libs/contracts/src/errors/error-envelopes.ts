import { z } from 'zod';
import { errorCodeSchema, errorTable } from './error-table.ts';
import { limitSourceSchema } from './limit-source.ts';

/**
 * The forms in which errors are told: RFC 9457 under `/api`, those of OpenAI and Anthropic under `/v1`, JSON-RPC's at `/mcp`.
 * `render-error.ts` writes the first three, mcp-server the last. `by-version` is Anthropic's for callers who send `anthropic-version`,
 * and OpenAI's for others: an address that both dialects have.
 */
export type ErrorEnvelope = 'problem' | 'openai' | 'anthropic' | 'by-version' | 'json-rpc';

const types = (dialect: 'openaiType' | 'anthropicType') =>
  z.enum([...new Set(Object.values(errorTable).map((row) => row[dialect]))] as [string, ...string[]]);

const limitSource = limitSourceSchema.optional().describe('Which limit the call ran into, where there are several.');

const codeSchema = errorCodeSchema.describe('Stable; each has a page at /docs/errors/{code}.');

export const problemSchema = z
  .object({
    type: z.string().describe('The address of the page that explains the error.'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What is wrong and what to do, in one sentence.'),
    error: z.string().describe('The same as `detail`.'),
    code: codeSchema,
    requestId: z.string(),
    limit_source: limitSource,
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

export const openAiErrorSchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: types('openaiType'),
      param: z.string().nullable().describe('The field that is wrong, as `messages[0].content`.'),
      code: z.union([errorCodeSchema, z.enum(['insufficient_quota', 'context_length_exceeded'])]),
      limit_source: limitSource,
    }),
  })
  .meta({ id: 'OpenAiError', description: "OpenAI's error envelope." });

export const anthropicErrorSchema = z
  .object({
    type: z.literal('error'),
    error: z.object({
      type: types('anthropicType'),
      message: z.string(),
      limit_source: limitSource,
      details: z
        .object({ error_code: z.string(), unsupported: z.array(z.string()) })
        .optional()
        .describe('What of a thread is not kept here.'),
    }),
    request_id: z.string(),
  })
  .meta({ id: 'AnthropicError', description: "Anthropic's error envelope." });

export const byVersionErrorSchema = z.union([openAiErrorSchema, anthropicErrorSchema]);

export const jsonRpcErrorSchema = z
  .object({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.number(), z.null()]),
    error: z.object({ code: z.number().int(), message: z.string(), data: z.unknown().optional() }),
  })
  .meta({ id: 'JsonRpcError', description: 'The error of JSON-RPC 2.0.' });
