/** Where a requirement has to be shown, besides wherever else it is. */
export type Proof =
  /** In this folder, whose tests go from each family of providers to each family of callers, streamed and plain. */
  | 'every direction'
  /** Through the whole product, by the official SDKs. */
  | 'product';

export type Requirement = {
  /** A test says in its title which it shows: `3: …`, `3, 15: …` or `… (3, 15)`. */
  number: number;
  sentence: string;
  proofs: Proof[];
};

const converted: Proof[] = ['every direction'];
const lived: Proof[] = ['every direction', 'product'];

/** What breaks in other gateways, each once, as it was found there. */
export const requirements: Requirement[] = [
  {
    number: 1,
    proofs: lived,
    sentence: 'An answer that calls a tool ends with the call, whatever was said before it.',
  },
  {
    number: 2,
    proofs: converted,
    sentence: 'A block is opened for each type and each segment, and never an empty one.',
  },
  {
    number: 3,
    proofs: lived,
    sentence: 'Blocks are counted all, tool calls among themselves; a call begins with id and name.',
  },
  { number: 4, proofs: lived, sentence: 'Reasoning comes through as reasoning.' },
  { number: 5, proofs: converted, sentence: 'The closing events always come.' },
  {
    number: 6,
    proofs: lived,
    sentence: 'Noise is passed over; an end without a reason is an error, a missing mark is not.',
  },
  { number: 7, proofs: lived, sentence: 'An error after the first byte stays an error.' },
  { number: 8, proofs: lived, sentence: 'A broken chunk is left out; a character split in two is whole again.' },
  {
    number: 9,
    proofs: lived,
    sentence: 'Each token is in one class: uncached, cache read, cache write, output, reasoning.',
  },
  { number: 10, proofs: converted, sentence: 'Usage that is told later replaces what was told before.' },
  {
    number: 11,
    proofs: lived,
    sentence: 'The provider is always asked for usage, the caller told when they asked.',
  },
  {
    number: 12,
    proofs: lived,
    sentence: 'Usage that is not told is counted by the hub, and marked as an estimate.',
  },
  {
    number: 13,
    proofs: lived,
    sentence: 'The same tokens cost the same, streamed or not, at the price frozen on the run.',
  },
  { number: 14, proofs: lived, sentence: 'System and developer messages become one system text, in their order.' },
  {
    number: 15,
    proofs: lived,
    sentence: 'Results of parallel calls come together, before any text, failed ones marked.',
  },
  { number: 16, proofs: lived, sentence: 'Empty and broken tool arguments are a result and no crash.' },
  { number: 17, proofs: lived, sentence: 'Tool schemas pass whole; each choice of a tool has its counterpart.' },
  {
    number: 18,
    proofs: lived,
    sentence: 'What a provider needs is added, and what it cannot do is said in a warning.',
  },
  {
    number: 19,
    proofs: ['product'],
    sentence: 'Signed reasoning is replayed before its tool call to who signed it, and nobody else.',
  },
  { number: 20, proofs: lived, sentence: 'Cache marks survive with their time to live, and the cache is read.' },
  { number: 21, proofs: lived, sentence: 'Images keep their bytes and their true type, URLs are not fetched.' },
  { number: 22, proofs: lived, sentence: 'Every shape of a prompt that is too long is one error, in known words.' },
  {
    number: 23,
    proofs: lived,
    sentence: 'Errors say type, code, field, request id and when to come back where SDKs look.',
  },
  {
    number: 24,
    proofs: lived,
    sentence: 'A content filter is final; no model gets a begun answer that it refuses; the answer names who gave it.',
  },
];
