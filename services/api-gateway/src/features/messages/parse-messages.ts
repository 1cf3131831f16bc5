import type { ChatRequest } from '@smart-ai-hub/contracts';
import { invalidRequest } from '../../dialects/request-body.ts';

export type ParsedMessages = { request: ChatRequest; stream: boolean; warnings: string[] };

export function parseMessages(_body: unknown): ParsedMessages {
  throw invalidRequest([]);
}
