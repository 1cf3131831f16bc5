import type { RequestHandler } from 'express';
import { StripeFault } from './stripe-fault.ts';

type Kept = { path: string; params: string; status: number; body: unknown };

/**
 * A POST that comes again with its Idempotency-Key is answered as the first time and does nothing; with other parameters it is refused:
 * https://docs.stripe.com/api/idempotent_requests. Handlers answer at once, so none is ever met at work.
 */
export function answerOnce(): RequestHandler {
  const answers = new Map<string, Kept>();
  return (request, response, next) => {
    const key = request.get('idempotency-key');
    if (request.method !== 'POST' || key === undefined) return void next();
    const { originalUrl: path } = request;
    const params = JSON.stringify(request.body ?? {});
    const kept = answers.get(key);
    if (kept) {
      if (kept.path !== path || kept.params !== params)
        throw new StripeFault(400, {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
        });
      response.set('idempotent-replayed', 'true').status(kept.status).json(kept.body);
      return;
    }
    const json = response.json.bind(response);
    response.json = (body: unknown) => {
      // What was refused before anything happened may be tried again.
      if (response.statusCode < 400 || response.statusCode === 402)
        answers.set(key, { path, params, status: response.statusCode, body: structuredClone(body) });
      return json(body);
    };
    next();
  };
}
