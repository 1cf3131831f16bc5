const MIN_LENGTH = 8;
const LONG = 14;

function kindsOfCharacters(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
}

/** A hint at a password's strength while it is typed. Length counts most: the server decides what it accepts. */
export function passwordHint(password: string): string {
  if (password === '') return 'At least 8 characters. A few words in a row are easy to remember and hard to guess.';
  if (password.length < MIN_LENGTH) return `${MIN_LENGTH - password.length} more to reach 8 characters.`;
  if (new Set(password).size < 5) return 'Weak: it repeats few characters.';
  if (password.length >= LONG) return 'Strong.';
  return kindsOfCharacters(password) >= 3 ? 'Good. Longer is stronger.' : 'Fair. Longer is stronger.';
}
