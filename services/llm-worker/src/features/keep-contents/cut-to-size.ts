/** JSON of at most this many bytes is kept of a request, and as much of an answer. */
export const MAX_CONTENT_BYTES = 256 * 1024;

/** No text in it is longer than this: at first only the longest lose their ends. */
const TEXT_LIMITS = [32_768, 4_096, 512, 64] as const;

/**
 * A value as JSON that fits, its long texts cut where it does not: it stays JSON of the same form, and each text that was cut says at its
 * end how long it was. Undefined for one that has too many members to fit at all.
 */
export function cutToSize(value: unknown, maxBytes = MAX_CONTENT_BYTES): { json: string; isCut: boolean } | undefined {
  // What alone is too long is cut at once: a picture of many megabytes is never written out whole.
  for (const longest of [maxBytes, ...TEXT_LIMITS]) {
    let isCut = false;
    const json = JSON.stringify(value, (_key, member: unknown) => {
      if (typeof member !== 'string' || member.length <= longest) return member;
      isCut = true;
      return cutText(member, Math.min(longest, TEXT_LIMITS[0]));
    });
    if (Buffer.byteLength(json) <= maxBytes) return { json, isCut };
  }
  return undefined;
}

const cutText = (text: string, limit: number): string =>
  `${text.slice(0, limit)}… [cut by the hub: ${text.length} characters in all]`;
