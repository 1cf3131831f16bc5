import { beforeAll, describe, it } from '@jest/globals';
import type { Product } from '../../start-product.ts';
import { families, forms } from './families.ts';
import { openAiFailures } from './openai-failures.ts';
import { openAiModels } from './openai-models.ts';
import { type OpenAiStage, withOpenAi } from './openai-stage.ts';
import { openAiTexts } from './openai-texts.ts';
import { openAiTools } from './openai-tools.ts';
import { sdkScript } from './script.ts';
import { askSimulator, openStage, playScenario, scenariosFor } from './stage.ts';

const scenarios = [...openAiTexts, ...openAiTools, ...openAiModels, ...openAiFailures];

/** The official openai SDK, unchanged but for base URL and key, with a model of each family. */
export function describeOpenAiSdk(product: () => Product): void {
  describe.each(families)('the openai SDK with a $family model', (family) => {
    describe.each(forms)('%s', (form) => {
      let stage: OpenAiStage;

      beforeAll(async () => {
        stage = withOpenAi(await openStage(product(), family, form));
        await askSimulator(stage, 'script', sdkScript);
      });

      it.each(scenariosFor(scenarios, family, form))('$title', (scenario) => playScenario(stage, scenario));
    });
  });
}
