import { freePrice } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pageOfModels } from './page-of-models.ts';

const card = (id: string, kind: 'chat' | 'embedding' = 'chat') => ({
  id,
  kind,
  provider: 'p',
  displayName: id,
  simulated: false,
  contextTokens: 1,
  maxOutputTokens: 1,
  typicalOutputTokens: 1,
  price: freePrice,
  dialects: [],
  capabilities: { tools: false, images: false, reasoning: false },
});
const idsOf = ({ cards }: ReturnType<typeof pageOfModels>) => cards.map(({ id }) => id);

describe('a page of models', () => {
  it('follows the one before without gap or repetition, forwards and backwards', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (ids, limit) => {
        const cards = ids.map((id) => card(id));
        const forwards: string[] = [];
        for (
          let page = pageOfModels(cards, { limit });
          ;
          page = pageOfModels(cards, { limit, after_id: forwards.at(-1) })
        ) {
          forwards.push(...idsOf(page));
          if (!page.hasMore) break;
        }
        expect(forwards).toEqual(ids);
        const last = ids.at(-1);
        if (last === undefined) return;
        let backwards = [last];
        for (let hasMore = ids.length > 1; hasMore;) {
          const page = pageOfModels(cards, { limit, before_id: backwards[0] });
          backwards = [...idsOf(page), ...backwards];
          hasMore = page.hasMore;
        }
        expect(backwards).toEqual(ids);
      }),
    );
  });

  it('holds no models of embeddings', () => {
    expect(idsOf(pageOfModels([card('e', 'embedding'), card('a')], { limit: 20 }))).toEqual(['a']);
  });
});
