import type { ErrorRequestHandler } from 'express';

type FaultType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';

/** An error as Stripe answers it: https://docs.stripe.com/api/errors. */
export class StripeFault extends Error {
  readonly status: number;
  readonly error: {
    type: FaultType;
    message: string;
    code?: string;
    param?: string;
    decline_code?: string;
    payment_intent?: object;
  };

  constructor(status: number, error: StripeFault['error']) {
    super(error.message);
    this.name = 'StripeFault';
    this.status = status;
    this.error = error;
  }
}

export const invalid = (message: string, code?: string, param?: string): StripeFault =>
  new StripeFault(400, {
    type: 'invalid_request_error',
    message,
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
  });

export const missing = (noun: string, id: string, param = 'id'): StripeFault =>
  new StripeFault(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });

export const answerFault: ErrorRequestHandler = (thrown: unknown, _request, response, _next) => {
  const fault =
    thrown instanceof StripeFault
      ? thrown
      : new StripeFault(500, { type: 'api_error', message: thrown instanceof Error ? thrown.message : String(thrown) });
  response.status(fault.status).json({ error: fault.error });
};
