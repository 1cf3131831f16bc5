import type { IncomingHttpHeaders } from 'node:http';
import { WireErrorThrown } from '../simulated-call.ts';
import type { WireDialect } from '../wire-dialect.ts';
import { anthropicErrors, renderAnthropicError } from './anthropic-errors.ts';
import { readAnthropicCall } from './read-call.ts';
import { anthropicTokenChunk, renderAnthropicJson, renderAnthropicStream } from './render-answer.ts';

export const anthropicDialect: WireDialect = {
  name: 'anthropic',
  requestIdHeader: 'request-id',
  messageIdPrefix: 'msg_01',
  headers: {
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
  },
  checkCredentials,
  readCall: readAnthropicCall,
  renderStream: renderAnthropicStream,
  renderJson: renderAnthropicJson,
  renderError: renderAnthropicError,
  noise: () => ({
    badChunk: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"te\n\n',
    unknownEvent: 'event: weather_report\ndata: {"type":"weather_report","sky":"clear"}\n\n: a comment\n\n',
    ping: 'event: ping\ndata: {"type": "ping"}\n\n',
    errorEvent: `event: error\ndata: ${renderAnthropicError(anthropicErrors.overloaded, 'req_simulated')}\n\n`,
    token: anthropicTokenChunk,
  }),
  errors: anthropicErrors,
};

function checkCredentials(headers: IncomingHttpHeaders): void {
  const key = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer\s+/i, '');
  if (key === undefined || key === '') {
    throw new WireErrorThrown({ ...anthropicErrors.unauthorized, message: 'x-api-key header is required' });
  }
  if (key.includes('invalid')) throw new WireErrorThrown(anthropicErrors.unauthorized);
  if (key.includes('limited')) throw new WireErrorThrown({ ...anthropicErrors.rateLimit, retryAfterSeconds: 30 });
}
