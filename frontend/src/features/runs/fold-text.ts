const FOLD_CHARACTERS = 1_500;
const FOLD_LINES = 24;

/** The beginning of a text that is too long to be read in passing; undefined for one that is not. */
export function foldText(text: string): string | undefined {
  const lines = text.split('\n', FOLD_LINES + 1);
  if (text.length <= FOLD_CHARACTERS && lines.length <= FOLD_LINES) return undefined;
  // A character of two halves is not cut in the middle.
  return lines
    .slice(0, FOLD_LINES)
    .join('\n')
    .slice(0, FOLD_CHARACTERS)
    .replace(/[\uD800-\uDBFF]$/, '');
}
