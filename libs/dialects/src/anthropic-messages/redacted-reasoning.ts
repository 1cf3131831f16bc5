/**
 * The canonical reasoning part has no member for Anthropic's `redacted_thinking`, whose encrypted data must come back untouched. It
 * travels as the signature of a reasoning part without text; the colon cannot occur in a real signature, which is base64.
 */
const PREFIX = 'redacted:';

export function toRedactedSignature(data: string): string {
  return `${PREFIX}${data}`;
}

/** The encrypted data, or undefined for the signature of readable reasoning. */
export function redactedDataOf(signature: string | undefined): string | undefined {
  return signature?.startsWith(PREFIX) ? signature.slice(PREFIX.length) : undefined;
}
