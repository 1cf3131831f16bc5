import { AppError, type ErrorCode, errorCodes, errorTable } from '@smart-ai-hub/contracts';
import {
  anthropicErrorHandler,
  createLogger,
  createMetrics,
  createServiceApp,
  openAiErrorHandler,
  requestLocals,
} from '@smart-ai-hub/service-kit';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ErrorRequestHandler, Router } from 'express';
import OpenAI from 'openai';

const DETAIL = 'In one sentence.';
const RETRY_AFTER_SECONDS = 7;

let server: Server;
let url: string;

/** A router that ends every call with the code that the call names, in its dialect. */
function refusing(path: string, handler: ErrorRequestHandler): Router {
  const router = Router();
  router.use('/v1/messages', (_req, res, next) => {
    res.set('request-id', requestLocals(res).requestId);
    next();
  });
  router.post(path, (req) => {
    const errors = [{ path: 'messages[0]', message: 'is wrong' }];
    throw new AppError(req.get('x-code') as ErrorCode, {
      detail: DETAIL,
      errors,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  });
  router.use(handler);
  return router;
}

beforeAll(async () => {
  const service = 'api-gateway';
  const app = createServiceApp({
    ...{ service, version: '1', checks: {}, isDraining: () => false },
    logger: createLogger({ service, level: 'silent' }),
    metrics: createMetrics({ service }),
    configure(express) {
      express.use(refusing('/v1/messages', anthropicErrorHandler));
      express.use(refusing('/v1/chat/completions', openAiErrorHandler));
    },
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** The class that both SDKs raise for a status; they share a generator, and its names. */
const CLASS_OF_STATUS = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
} as const;

type ClassName = (typeof CLASS_OF_STATUS)[keyof typeof CLASS_OF_STATUS] | 'InternalServerError' | 'APIError';

function classOf(status: number): ClassName {
  if (status >= 500) return 'InternalServerError';
  return CLASS_OF_STATUS[status as keyof typeof CLASS_OF_STATUS] ?? 'APIError';
}

const messages = [{ role: 'user' as const, content: 'Hi' }];
const thrownBy = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const sdks = [
  {
    sdk: 'openai',
    fail: (code: ErrorCode) =>
      new OpenAI({ apiKey: 'k', baseURL: `${url}/v1`, maxRetries: 0, logLevel: 'off' }).chat.completions.create(
        { model: 'm', messages },
        { headers: { 'x-code': code } },
      ),
    raised: (name: ClassName) => OpenAI[name],
    shape: (code: ErrorCode) => ({
      type: errorTable[code].openaiType,
      param: 'messages[0]',
      code: openAiWords[code] ?? code,
    }),
  },
  {
    sdk: '@anthropic-ai/sdk',
    fail: (code: ErrorCode) =>
      new Anthropic({ apiKey: 'k', authToken: null, baseURL: url, maxRetries: 0, logLevel: 'off' }).messages.create(
        { model: 'm', max_tokens: 5, messages },
        { headers: { 'x-code': code } },
      ),
    raised: (name: ClassName) => Anthropic[name],
    shape: (code: ErrorCode) => ({
      type: errorTable[code].anthropicType,
      error: { type: 'error', error: { type: errorTable[code].anthropicType, message: DETAIL } },
    }),
  },
];

/** What OpenAI calls by another word. */
const openAiWords: Partial<Record<ErrorCode, string>> = {
  insufficient_credits: 'insufficient_quota',
  context_overflow: 'context_length_exceeded',
};

describe.each(sdks)('23: each error of the hub, for the official $sdk', ({ fail, raised, shape }) => {
  it.each(errorCodes)(
    '%s is raised as the class of its status, with its type, its id and when to come back',
    async (code) => {
      const { status, retryable } = errorTable[code];
      const error = await thrownBy(fail(code));
      expect(error).toBeInstanceOf(raised(classOf(status)));
      expect(error).toMatchObject({ status, requestID: expect.stringMatching(/^req_/), ...shape(code) });
      const { headers, message } = error as { headers: Headers; message: string };
      expect(message).toContain(DETAIL);
      expect(headers.get('retry-after')).toBe(String(RETRY_AFTER_SECONDS));
      expect(headers.get('x-should-retry')).toBe(String(retryable));
    },
  );
});
