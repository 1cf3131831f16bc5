import { beforeAll, describe, it } from '@jest/globals';
import type { Product } from '../../start-product.ts';
import { families, forms } from './families.ts';
import { anthropicFailures } from './anthropic-failures.ts';
import { anthropicModels } from './anthropic-models.ts';
import { type AnthropicStage, withAnthropic } from './anthropic-stage.ts';
import { anthropicSearches } from './anthropic-searches.ts';
import { anthropicTexts } from './anthropic-texts.ts';
import { anthropicTools } from './anthropic-tools.ts';
import { sdkScript } from './script.ts';
import { askSimulator, openStage, playScenario, scenariosFor } from './stage.ts';

const scenarios = [
  ...anthropicTexts,
  ...anthropicTools,
  ...anthropicSearches,
  ...anthropicModels,
  ...anthropicFailures,
];

/** The official Anthropic SDK, unchanged but for base URL and key, with a model of each family. */
export function describeAnthropicSdk(product: () => Product): void {
  describe.each(families)('the Anthropic SDK with a $family model', (family) => {
    describe.each(forms)('%s', (form) => {
      let stage: AnthropicStage;

      beforeAll(async () => {
        stage = withAnthropic(await openStage(product(), family, form));
        await askSimulator(stage, 'script', sdkScript);
      });

      it.each(scenariosFor(scenarios, family, form))('$title', (scenario) => playScenario(stage, scenario));
    });
  });
}
