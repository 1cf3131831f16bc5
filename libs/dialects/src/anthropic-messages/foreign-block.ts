import { toToolInput } from './tool-input.ts';

type Json = Record<string, unknown>;

/** A content block of a type that only Anthropic knows, put together from its pieces. */
export type ForeignBlock = { type: 'foreign'; add(delta: Json): void; toBlock(): Json & { type: string } };

/** The texts of a block grow by deltas of these names. */
const TEXT_MEMBERS: Record<string, string> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'signature',
};

export function createForeignBlock(start: Json): ForeignBlock {
  const block: Json & { type: string } = { ...start, type: String(start['type']) };
  let inputJson = '';
  return {
    type: 'foreign',
    add({ type, ...delta }) {
      const member = TEXT_MEMBERS[String(type)];
      if (type === 'input_json_delta') inputJson += String(delta['partial_json'] ?? '');
      else if (type === 'citations_delta')
        block['citations'] = [...((block['citations'] as unknown[]) ?? []), delta['citation']];
      else if (member !== undefined) block[member] = String(block[member] ?? '') + String(delta[member] ?? '');
      // A piece of a kind that is still to come says in its own members what the block has become.
      else Object.assign(block, delta);
    },
    toBlock: () => (inputJson === '' ? block : { ...block, input: toToolInput(inputJson) }),
  };
}
