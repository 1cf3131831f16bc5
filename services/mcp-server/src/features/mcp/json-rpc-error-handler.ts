import { type ErrorCode, errorHeaders } from '@smart-ai-hub/contracts';
import { requestLocals, translateError } from '@smart-ai-hub/service-kit';
import type { ErrorRequestHandler } from 'express';

/** As JSON-RPC numbers them: https://www.jsonrpc.org/specification#error_object. Its range for a server's own begins at -32000. */
const SERVER_ERROR = -32_000;
const errorNumbers: Partial<Record<ErrorCode, number>> = { malformed_json: -32_700, validation_failed: -32_600 };

/** What goes wrong before a message is read, such as a wrong key, as a JSON-RPC error under its HTTP status. */
export const jsonRpcErrorHandler: ErrorRequestHandler = (thrown, _request, response, _next) => {
  const error = translateError(thrown);
  const { logger, requestId } = Object.assign(requestLocals(response), { error });
  const entry = { code: error.code, detail: error.detail, requestId };
  if (error.status >= 500) logger.error({ ...entry, err: error.cause ?? thrown }, 'request failed');
  else logger.info(entry, 'request refused');
  if (response.headersSent) return void response.destroy();
  if (error.status === 401) response.set('www-authenticate', 'Bearer realm="smart-ai-hub"');
  response
    .status(error.status)
    .set(errorHeaders(error))
    .json({
      jsonrpc: '2.0',
      id: null,
      error: {
        code: errorNumbers[error.code] ?? SERVER_ERROR,
        message: error.detail,
        data: { code: error.code, requestId },
      },
    });
};
