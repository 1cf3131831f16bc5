const RUN_PREFIX = 'run_';
const RESPONSE_PREFIX = 'resp_';
/** What ids of runs end in: a ULID in lower case. */
const ULID = '[0-9a-hjkmnp-tv-z]{26}';
const RESPONSE_ID = new RegExp(`^${RESPONSE_PREFIX}(${ULID})$`);
const ITEM_ID = new RegExp(`^[a-z]+_(${ULID})_(i?)(\\d{1,6})$`);

/** A response carries the id of its run. */
export function toResponseId(runId: string): string {
  return RESPONSE_PREFIX + runId.slice(RUN_PREFIX.length);
}

/** The run of a response, or undefined for an id that the hub has not given. */
export function runIdOf(responseId: string): string | undefined {
  const ulid = RESPONSE_ID.exec(responseId)?.[1];
  return ulid && RUN_PREFIX + ulid;
}

/** Crockford's alphabet, in which a ULID writes its time: https://github.com/ulid/spec. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;

/** When the run was made, in Unix seconds: each gateway that shows a response has the same. */
export function createdAtOf(runId: string): number {
  const time = runId.slice(RUN_PREFIX.length, RUN_PREFIX.length + TIME_CHARACTERS);
  let ms = 0;
  for (const character of time) ms = ms * ALPHABET.length + ALPHABET.indexOf(character);
  return Math.floor(ms / 1000);
}

/** The id of an item of an answer: the same each time the answer is rendered, and telling where to find it. */
export function toItemId(prefix: string, runId: string, index: number): string {
  return `${prefix}_${runId.slice(RUN_PREFIX.length)}_${index}`;
}

/** The id of an item of a request. */
export function toInputItemId(prefix: string, runId: string, index: number): string {
  return `${prefix}_${runId.slice(RUN_PREFIX.length)}_i${index}`;
}

/** Whose item it is, or undefined for an id that the hub has not given. */
export function runIdOfItem(itemId: string): string | undefined {
  const ulid = ITEM_ID.exec(itemId)?.[1];
  return ulid && RUN_PREFIX + ulid;
}
