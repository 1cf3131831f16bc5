/** What stands in for encrypted reasoning: it names its item, as OpenAI's does, so that one under another id is found out. */
export function sealReasoning(itemId: string): string {
  return Buffer.from(`gAAAAA simulated reasoning of ${itemId}`).toString('base64url');
}

export function isSealOf(itemId: unknown, sealed: unknown): boolean {
  return typeof itemId === 'string' && sealed === sealReasoning(itemId);
}
