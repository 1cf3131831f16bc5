import type { AppError, Identity } from '@smart-ai-hub/contracts';
import type { Response } from 'express';
import type { Logger } from '../logging/create-logger.ts';

/** What the frame and the handlers of one request tell each other through `response.locals`. */
export type RequestLocals = {
  requestId: string;
  logger: Logger;
  /** Route template for metrics, logs and spans; set by mountEndpoint, or by hand where a proxy answers. */
  route?: string;
  /** Set by handlers that admit a run, so that the access log names it. */
  runId?: string;
  identity?: Identity;
  /** What went wrong, if anything did. */
  error?: AppError;
  /** Makes room for the next large body; to be called as soon as this one is let go. */
  leaveBodyRoom?: () => void;
  /** Methods that the path would take, gathered while routing. */
  allowedMethods?: Set<string>;
};

/** Typed access to `response.locals`; createServiceApp has filled in the request id and the logger. */
export function requestLocals(response: Response): RequestLocals {
  return response.locals as RequestLocals;
}
