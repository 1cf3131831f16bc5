import { beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import type { Product } from '../../start-product.ts';
import { SEARCH_PRICE, creditsOf, families, forms } from './families.ts';
import { openAiClient } from './openai-stage.ts';
import { type Stage, lastRunOf, openStage, playScenario } from './stage.ts';

const [family] = families.filter((one) => one.family === 'GPT');
const page = (number: number) => `https://example.com/pages/${number}`;

/** Searches of the web, which OpenAI makes itself in the middle of a response and charges one by one. */
export function describeResponsesSearches(product: () => Product): void {
  describe.each(forms)('the openai SDK’s responses that search the web, %s', (form) => {
    let stage: Stage;
    beforeAll(async () => {
      if (family) stage = await openStage(product(), family, form);
    });

    const ask = async (): Promise<{ response: OpenAI.Responses.Response; types: string[] }> => {
      const body = {
        model: stage.model,
        input: 'Who won? [[sim: searches=2 tokens=8]]',
        tools: [{ type: 'web_search' as const }],
      };
      const client = openAiClient(stage);
      if (form === 'plain') return { response: await client.responses.create(body), types: [] };
      const stream = client.responses.stream(body);
      const types: string[] = [];
      for await (const { type } of stream) types.push(type);
      return { response: await stream.finalResponse(), types };
    };

    it('9, 13: hand over each search and its pages, and cost its price beside their tokens', () =>
      playScenario(stage, {
        title: '',
        async play() {
          const { response, types } = await ask();
          expect(response.output).toMatchObject([
            {
              type: 'web_search_call',
              status: 'completed',
              action: { query: 'Who won 1', sources: [{ url: page(1) }] },
            },
            {
              type: 'web_search_call',
              status: 'completed',
              action: { query: 'Who won 2', sources: [{ url: page(2) }] },
            },
            { type: 'message', content: [{ annotations: [{ type: 'url_citation', url: page(1) }, { url: page(2) }] }] },
          ]);
          if (form === 'streamed') {
            const steps = types.filter((type) => type.includes('web_search_call') || type.includes('annotation'));
            const search = ['in_progress', 'searching', 'completed'].map((step) => `response.web_search_call.${step}`);
            const cited = 'response.output_text.annotation.added';
            expect(steps).toEqual([...search, ...search, cited, cited]);
          }
          const {
            input_tokens: input,
            output_tokens: output,
            cost,
          } = response.usage as OpenAI.Responses.ResponseUsage & { cost: number };
          expect(cost).toBeCloseTo(creditsOf(input, output, stage) + 2 * SEARCH_PRICE, 6);
          stage.costs.push(cost);
          expect(await lastRunOf(stage)).toMatchObject({ cost, usage: { outputTokens: output, webSearches: 2 } });
        },
      }));
  });
}
