import { AppError, type MessageSubject, clientMessageSchema } from '@smart-ai-hub/contracts';
import { parseJsonText, validationError } from '@smart-ai-hub/service-kit';
import type { RawData } from 'ws';
import type { ReceivedMessage } from './handle-message.ts';

/**
 * One message of a client. `note` is told what it is about as soon as that can be read, so that a refusal can say it too.
 * @throws AppError malformed_json, validation_failed
 */
export function readMessage(
  data: RawData,
  isBinary: boolean,
  note: (subject: MessageSubject) => void,
): ReceivedMessage {
  if (isBinary) throw new AppError('malformed_json', { detail: 'Send JSON as text messages, not as binary ones.' });
  const value = parseJsonText(textOf(data));
  const written = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  note(subjectOf(written));
  const parsed = clientMessageSchema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error);
  return { message: parsed.data, written };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

const MAX_ECHOED_CHARACTERS = 100;

function subjectOf({ requestId, runId }: Record<string, unknown>): MessageSubject {
  const isShort = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= MAX_ECHOED_CHARACTERS;
  return { ...(isShort(requestId) && { requestId }), ...(isShort(runId) && { runId }) };
}
