import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Operation } from './api-operations.ts';
import type { FuzzCase } from './fuzz-case.ts';
import type { FuzzAnswer } from './send-case.ts';

/** What an answer breaks of the document's promises; empty where it keeps them. */
export function judgeAnswer(operation: Operation, { isBad, credential }: FuzzCase, answer: FuzzAnswer): string[] {
  const { status, headers } = answer;
  const declared = operation.answers.get(status);
  const faults: string[] = [];
  const isLoad = (status === 503 || status === 429) && headers['retry-after'] !== undefined;
  if (status >= 500 && !isLoad) faults.push(`${status} is a fault of the hub`);
  if (status === 429 && !isLoad) faults.push('429 without Retry-After');
  if (isBad && status < 300) faults.push('what is bad was answered with success');
  if (credential !== 'good' && status !== 401) faults.push(`a bad credential was answered with ${status}`);
  if (headers['x-request-id'] === undefined) faults.push('no x-request-id');
  if (declared === undefined) return [...faults, `${status} is not declared`];
  return [...faults, ...judgeBody(operation, declared.content, answer)];
}

/** Another method than those of the path: refused as such, in whatever form. */
export function judgeWrongMethod({ status }: FuzzAnswer): string[] {
  return status === 405 || status === 404 ? [] : [`a method that the path does not take was answered with ${status}`];
}

function judgeBody(
  { method }: Operation,
  content: Map<string, ValidateFunction>,
  { headers, body }: FuzzAnswer,
): string[] {
  if (method === 'HEAD' || content.size === 0) return body === '' ? [] : ['a body where none is declared'];
  const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
  const accepts = content.get(type);
  if (accepts === undefined) return [`the media type ${type} is not declared`];
  if (type === 'text/event-stream')
    return eventsIn(body).flatMap((data) => judgeValue(accepts, parse(data), 'an event'));
  return judgeValue(accepts, type.endsWith('json') ? parse(body) : body, 'the body');
}

function judgeValue(accepts: ValidateFunction, value: unknown, name: string): string[] {
  if (value === undefined) return [`${name} is not JSON`];
  if (accepts(value)) return [];
  const faults = accepts.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`).join(', ');
  return [`${name} does not fit its schema: ${faults}\n${JSON.stringify(value).slice(0, 500)}`];
}

function eventsIn(stream: string): string[] {
  const data = [...stream.matchAll(/^data: ?(.*)$/gm)].map((match) => match[1] ?? '');
  return data.filter((text) => text !== '[DONE]' && text !== '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
