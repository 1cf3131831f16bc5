import { type LlmRunPayload, type RunEvent, type Usage, noUsage, priceOf } from '@smart-ai-hub/contracts';
import { openCall } from '@smart-ai-hub/dialects';
import {
  countRequestTokens,
  countTokens,
  createProviders,
  anthropicEndpointsSchema,
  openAiEndpointsSchema,
} from '@smart-ai-hub/llm-providers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture, textOf } from '../../fixtures/worker-fixture.ts';
import { executeRun } from '../execute-run/execute-run.ts';
import { type Charge, type OutcomeName, chargedOutcomes } from './charged-outcomes.ts';
import { type ProviderFault, providerFaults } from './provider-faults.ts';

let fixture: WorkerFixture;

/** Waits as short as a slow machine allows: what is waited for here never comes. */
const LIMITS = { firstTokenMs: 800, gapMs: 800, totalMs: 2_500 };
const TOKENS = 60;
const families = [
  { family: 'Claude', model: 'simulator-claude-fast', of: 'claude' },
  { family: 'GPT', model: 'simulator-gpt-fast', of: 'gpt' },
  { family: 'compatible', model: 'local-llama', of: 'llama' },
].map(({ of, ...family }) => ({
  ...family,
  ...{ overTls: `tls-${of}`, another: `after-${of}`, withoutPrefill: `stubborn-${of}` },
}));
type Family = (typeof families)[number];
const STUBBORN = families.map(({ withoutPrefill }) => withoutPrefill);
const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];

/** Models of one endpoint; those that come after another one have room for any prompt. */
const endpoint = (id: string, baseUrl: string, models: string[]) => ({
  id,
  baseUrl,
  models: models.map((model) => ({
    ...{ id: model, upstreamId: model, inputPrice: 0.5, outputPrice: 2 },
    ...(model.startsWith('after-') && { contextTokens: 2_000_000 }),
  })),
});

beforeAll(async () => {
  fixture = await createWorkerFixture();
  const { url } = fixture.simulator;
  // A server that speaks no TLS, asked to.
  const tls = url.replace('http:', 'https:');
  await fixture.deps.providers.close();
  fixture.deps.providers = createProviders({
    simulatorUrl: url,
    limits: LIMITS,
    openaiEndpoints: openAiEndpointsSchema.parse(
      JSON.stringify([
        endpoint('local', `${url}/compatible/v1`, ['local-llama']),
        endpoint(
          'another',
          `${url}/compatible/v1`,
          families.map(({ another }) => another),
        ),
        endpoint('gpt-over-tls', `${tls}/openai/v1`, ['tls-gpt']),
        endpoint('llama-over-tls', `${tls}/compatible/v1`, ['tls-llama']),
      ]),
    ),
    anthropicEndpoints: anthropicEndpointsSchema.parse(
      JSON.stringify([
        endpoint('claude-over-tls', `${tls}/anthropic`, ['tls-claude']),
        endpoint('stubborn', `${url}/anthropic`, STUBBORN),
      ]),
    ),
  });
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

beforeEach(async () => {
  await fixture.forgetFailures();
  fixture.simulator.configure({ withoutPrefill: STUBBORN });
});

/** The run of one call that meets the fault, seen to its end. */
async function meet({ simulated }: ProviderFault, { model, overTls }: Family, stream: boolean, others: string[]) {
  const isTls = simulated === 'TLS';
  const asked = isTls ? overTls : model;
  // Only the model in question meets it, however often it is asked.
  const directive = isTls ? '' : `${simulated} on=${model}`;
  const prompt = `[[sim: tokens=${TOKENS} ${directive}]] Tell me about ledgers.`;
  const payload = await fixture.admit(prompt, { models: [asked, ...others], stream });
  await executeRun(fixture.deps, payload);
  const [events, run, money] = await Promise.all([
    fixture.readEvents(payload.runId),
    fixture.readRun(payload.runId),
    fixture.readMoney(payload.runId),
  ]);
  return {
    payload,
    run,
    money,
    text: textOf(events),
    firstText: textOf(untilContinued(events)),
    last: events.at(-1),
    reported: reportedOf(run.model),
  };
}
type Met = Awaited<ReturnType<typeof meet>>;

const untilContinued = (events: RunEvent[]) => {
  const at = events.findIndex(({ type }) => type === 'continued');
  return at < 0 ? events : events.slice(0, at);
};
/** What the model that answered last told of its usage. */
const reportedOf = (model: string) =>
  fixture.simulator.stats().calls.findLast((call) => call.model === model)?.reported ?? undefined;

function countOf({ runId: _, ...job }: LlmRunPayload, text: string): Usage {
  const inputTokens = countRequestTokens(openCall(job).parsed().request);
  return { ...noUsage, inputTokens, outputTokens: countTokens(text), estimated: true };
}

/** The first part by what the hub counted of it, the second one by what its provider reported. */
function chargeOfParts({ payload, run, firstText, reported }: Met): bigint {
  const priceOfModel = (model: string) => run.candidates?.find((one) => one.model === model)?.price ?? run.price;
  const [first, second] = run.parts ?? [];
  if (!first || !second || !reported) throw new Error('an answer of two models has two parts');
  const counted = countOf(payload, firstText);
  expect(first.usage).toMatchObject({ outputTokens: counted.outputTokens, estimated: true });
  expect([first, second].map(({ model }) => model)).toEqual(run.candidates?.map(({ model }) => model));
  return (
    priceOf(first.usage, priceOfModel(first.model)) + priceOf({ ...noUsage, ...reported }, priceOfModel(second.model))
  );
}

/** What the charge of the page is for this run, counted apart from the worker. */
function chargeOf(charge: Charge, met: Met): bigint {
  const { payload, run, text, reported } = met;
  if (charge === 'nothing') return 0n;
  if (charge === 'parts') return chargeOfParts(met);
  const { price } = run.candidates?.find(({ model }) => model === run.model) ?? run;
  if (charge === 'usage' || charge === 'later') {
    expect(reported).toBeDefined();
    return priceOf({ ...noUsage, ...reported }, price);
  }
  const counted = countOf(payload, text);
  if (charge === 'counted') return priceOf(counted, price);
  // Claude tells its input before the first word of the answer, and that is the input of a cut one.
  if (charge === 'told')
    return priceOf({ ...counted, inputTokens: reported?.inputTokens ?? counted.inputTokens }, price);
  throw new Error(`no fault of a provider is charged by "${charge}"`);
}

const states: Partial<Record<OutcomeName, string>> = { failedBefore: 'error', cut: 'error' };

const otherModelOf = ({ anotherRefusesPrefill }: ProviderFault, { another, withoutPrefill }: Family) =>
  anotherRefusesPrefill ? withoutPrefill : another;

type Cell = Pick<Family, 'family' | 'another'> & { stream: boolean; code?: string };

function expectOutcome(met: Met, outcome: OutcomeName, cell: Cell): void {
  const { run, money, last, text, firstText } = met;
  const { family, another, stream, code } = cell;
  const state = states[outcome] ?? 'done';
  const charged = chargeOf(stream ? chargedOutcomes[outcome].streamed : chargedOutcomes[outcome].plain, met);
  expect({ family, state: run.state, code: run.errorCode, money, last: last?.type }).toEqual({
    ...{ family, state, code: state === 'error' ? code : undefined, money: { charged, held: 0n } },
    last: state === 'done' ? 'done' : 'failed',
  });
  if (outcome === 'failedBefore') expect(text).toBe('');
  if (outcome === 'cut') expect(text).not.toBe('');
  if (outcome === 'laterModel' || outcome === 'rescued') expect(run.model).toBe(another);
  if (outcome === 'rescued') expect(text.length).toBeGreaterThan(firstText.length);
  // Refused once, and asked again in words.
  if (STUBBORN.includes(run.model)) expect(callsOf(run.model)).toBe(2);
}

const callsOf = (model: string) => fixture.simulator.stats().calls.filter((call) => call.model === model).length;

// The families meet a fault at the same time: each has circuits of its own.
describe.each(forms)('a $form call of each family (Claude, GPT, compatible) that meets', ({ stream }) => {
  it.each(providerFaults)('$fault ends as it is written, and costs what is written', async (fault) => {
    const met = await Promise.all(families.map((family) => meet(fault, family, stream, [])));
    const { code } = fault;
    families.forEach((family, index) =>
      expectOutcome(met[index] as Met, fault.alone, { ...family, stream, ...(code && { code }) }),
    );
  });

  it.each(providerFaults.filter(({ alone, withAnother }) => alone !== withAnother))(
    '$fault is never seen by a caller who allowed another model',
    async (fault) => {
      const cells = families.map((family) => ({ ...family, stream, another: otherModelOf(fault, family) }));
      const met = await Promise.all(cells.map((cell) => meet(fault, cell, stream, [cell.another])));
      cells.forEach((cell, index) => expectOutcome(met[index] as Met, fault.withAnother, cell));
    },
  );
});
