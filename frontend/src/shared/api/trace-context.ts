import { randomHex } from './random-hex.ts';

/**
 * A new W3C trace context header, https://www.w3.org/TR/trace-context/: the browser is where the trace of a request begins.
 * All-zero ids are invalid by the standard; 128 random bits make them practically impossible.
 */
export function newTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}
