import { afterEach, describe, expect, it } from '@jest/globals';
import type { Product } from '../start-product.ts';
import { eventually } from '../../eventually.ts';
import { withAnthropic } from './sdk/anthropic-stage.ts';
import { type Form, forms } from './sdk/families.ts';
import { withOpenAi } from './sdk/openai-stage.ts';
import { type Stage, askSimulator, lastRunOf, openStage, playScenario } from './sdk/stage.ts';

type Fault = {
  name: string;
  fault: string;
  /** Words of the simulator's directive. */
  simulated: string;
  /** Whether a part of the answer is told before the fault. */
  isLate: boolean;
};

const faults: Fault[] = [
  { name: 'silent', fault: 'is silent', simulated: 'fault=silence seconds=120', isLate: false },
  { name: 'cut', fault: 'is cut at token 40 of 60', simulated: 'fault=cut at=40', isLate: true },
  { name: 'stalled', fault: 'stalls', simulated: 'fault=stall at=40 seconds=120', isLate: true },
];
const STUBBORN: Fault = { name: 'stubborn', fault: 'is cut', simulated: 'fault=cut at=40', isLate: true };
const AWAY: Fault = { name: 'away', fault: 'answers 503', simulated: '', isLate: false };

/** The model that fails, by the family of its provider, and what the provider calls it. */
const families = [
  { family: 'claude', upstreamId: 'simulator-claude', other: 'simulator-gpt-fast' },
  { family: 'gpt', upstreamId: 'simulator-gpt', other: 'simulator-claude-fast' },
  { family: 'local', upstreamId: 'simulator-gpt', other: 'simulator-claude-fast' },
];
type Failing = (typeof families)[number];
const PREFILLED = 'simulator-claude-fast';

const price = { inputPrice: 3, outputPrice: 9 };
const idOf = ({ family }: Failing, { name }: Fault) => `${family}-${name}`;

/** A model of each family for each fault: what opens the circuit of one is nothing to the others. */
export function failingEndpoints(simulatorUrl: string): Record<string, string> {
  const modelsOf = (wanted: string) =>
    families
      .filter(({ family }) => family === wanted)
      .flatMap((one) => [...faults, STUBBORN, AWAY].map((fault) => ({ ...one, id: idOf(one, fault) })))
      .map(({ id, upstreamId }) => ({ id, upstreamId, ...price }));
  const openAi = [
    { id: 'gpt-house', baseUrl: `${simulatorUrl}/openai/v1`, api: ['chat', 'responses'], models: modelsOf('gpt') },
    { id: 'local-house', baseUrl: `${simulatorUrl}/compatible/v1`, models: modelsOf('local') },
  ];
  const anthropic = [{ id: 'claude-house', baseUrl: `${simulatorUrl}/anthropic`, models: modelsOf('claude') }];
  return {
    OPENAI_COMPATIBLE_ENDPOINTS: JSON.stringify(openAi),
    ANTHROPIC_COMPATIBLE_ENDPOINTS: JSON.stringify(anthropic),
  };
}

type Heard = { text: string; usage: { cost: number; parts?: object[] } };
type Ask = (model: string, prompt: string, others?: string[]) => Promise<Heard>;

/** The official SDKs, with what people have: base URL and key. */
const sdks: ((stage: Stage) => Ask)[] = [
  (stage) => (model, content, models) =>
    withOpenAi(stage).ask({ model, messages: [{ role: 'user', content }], ...(models && { models }) }),
  (stage) => (model, content, models) =>
    withAnthropic(stage).ask({ model, messages: [{ role: 'user', content }], ...(models && { models }) }),
];

const QUESTION = 'Why do ledgers balance?';
/** The beginnings of their answers are alike: who goes on with one may go on as any of them. */
const SIMULATED = ['simulator-claude', 'simulator-claude-fast', 'simulator-gpt', 'simulator-gpt-fast'];

/** One call whose first model fails and whose second does not. */
async function expectWhole(stage: Stage, ask: Ask, failing: Failing & { fault: Fault }): Promise<void> {
  const { fault, upstreamId, other } = failing;
  const first = idOf(failing, fault);
  const pace = 'tokens=60 tps=0 ttft=0';
  const wholes = await Promise.all(SIMULATED.map((model) => ask(model, `[[sim: ${pace}]] ${QUESTION}`)));
  const asked = `[[sim: ${pace} ${fault.simulated} on=${upstreamId}]] ${QUESTION}`;
  const { text, usage } = await ask(first, asked, [other]);
  expect(wholes.map((whole) => whole.text)).toContain(text);
  const run = await lastRunOf(stage);
  expect(run).toMatchObject({ state: 'done', model: other, requestedModel: first, candidates: [first, other] });
  expect(usage.cost).toBeGreaterThan(0);
  if (!fault.isLate) return expect(usage.parts).toBeUndefined();
  const parts = usage.parts as { model: string; cost: number }[];
  expect(parts.map(({ model }) => model)).toEqual([first, other]);
  for (const { cost } of parts) expect(cost).toBeGreaterThan(0);
  expect(parts.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(usage.cost, 6);
}

/** What a caller who allowed a second model sees of the failures of the first: nothing but that both are named, and what they cost. */
export function describeFailover(product: () => Product): void {
  const everyWay = (play: (stage: Stage, ask: Ask, failing: Failing) => Promise<void>) =>
    Promise.all(
      families.flatMap((failing) =>
        forms.flatMap((form: Form) =>
          sdks.map(async (sdk) => {
            const stage = await openStage(product(), { family: 'local', model: failing.family, price: [3, 9] }, form);
            await playScenario(stage, { title: '', play: (played) => play(played, sdk(played), failing) });
          }),
        ),
      ),
    );

  describe('a first model of each family (Claude, GPT, compatible), asked by both SDKs, streamed and plain, that', () => {
    afterEach(() => askSimulator({ product: product() }, 'reset', {}));

    it.each(faults)(
      '$fault is never seen by a caller who allowed another: the answer is whole, names both, costs both parts',
      async (fault) => {
        await everyWay((stage, ask, failing) => expectWhole(stage, ask, { ...failing, fault }));
      },
      120_000,
    );

    it('is cut, before another that refuses prefill, is not seen either', async () => {
      await askSimulator({ product: product() }, 'settings', { withoutPrefill: [PREFILLED] });
      await everyWay((stage, ask, failing) =>
        expectWhole(stage, ask, { ...failing, other: PREFILLED, fault: STUBBORN }),
      );
    }, 120_000);

    it('answers 503 is not seen while it does, however many calls come, and answers again when it can', async () => {
      const faultModels = families.map(({ upstreamId }) => upstreamId);
      await askSimulator({ product: product() }, 'settings', { fault: 'unavailable', faultModels });
      const fast = `[[sim: tokens=10 tps=0 ttft=0]] ${QUESTION}`;
      await everyWay(async (_stage, ask, failing) => {
        for (let call = 0; call < 4; call += 1) {
          expect((await ask(idOf(failing, AWAY), fast, [failing.other])).text).not.toBe('');
        }
      });
      await askSimulator({ product: product() }, 'settings', { fault: null });
      await everyWay(async (stage, ask, failing) => {
        const first = idOf(failing, AWAY);
        await eventually(
          async () => {
            await ask(first, fast, [failing.other]);
            expect((await lastRunOf(stage))?.model).toBe(first);
          },
          { deadlineMs: 60_000, intervalMs: 1_000 },
        );
      });
    }, 180_000);
  });
}
