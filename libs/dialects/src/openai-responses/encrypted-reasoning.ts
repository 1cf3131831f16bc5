/**
 * Reasoning that must come back untouched to the provider that made it travels in `encrypted_content`, which callers hand back as they
 * got it. The hub writes in front of it whose it is, so that no provider is sent another's:
 * `<provider id>:<the provider's own item id>:<data>`, or `anthropic:<signature>` for Claude's thinking.
 */
const CLAUDE = 'anthropic:';

/** The canonical signature of a reasoning item that a provider of this dialect made; a colon is in none of Anthropic's. */
export function sealOwn(provider: string, itemId: string, data: string): string {
  return `${provider}:${itemId}:${data}`;
}

/** What a caller is given to hand back. */
export function toEncryptedContent(signature: string): string {
  return isOwnSeal(signature) ? signature : `${CLAUDE}${signature}`;
}

/** The canonical signature in what a caller handed back. One that the hub has not written is a provider's of this dialect, whoever that was. */
export function toSignature(encrypted: string): string {
  if (encrypted.startsWith(CLAUDE)) return encrypted.slice(CLAUDE.length);
  return isOwnSeal(encrypted) ? encrypted : `::${encrypted}`;
}

/**
 * The item's own id and data for a provider that is handed back its reasoning; undefined when it is another provider's. What the hub
 * has not written comes from a conversation that began elsewhere, and is handed on as it is.
 */
export function openSeal(encrypted: string, provider: string): { id?: string; data: string } | undefined {
  if (encrypted.startsWith(CLAUDE)) return undefined;
  const match = SEAL.exec(encrypted);
  if (!match) return { data: encrypted };
  const [, maker, id = '', data = ''] = match;
  return maker === provider ? { id, data } : undefined;
}

const SEAL = /^([a-z0-9-]+):([A-Za-z0-9_-]*):(.*)$/s;

function isOwnSeal(signature: string): boolean {
  return SEAL.test(signature);
}
