import { type LlmRunPayload, type Usage, noUsage, priceOf } from '@smart-ai-hub/contracts';
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
const LIMITS = { firstTokenMs: 800, gapMs: 800, totalMs: 4_000 };
const TOKENS = 60;
/** Of another provider than all families that meet faults, with room for any prompt. */
const ANOTHER = 'another-llama';
const families = [
  { family: 'Claude', model: 'simulator-claude-fast', overTls: 'tls-claude' },
  { family: 'GPT', model: 'simulator-gpt-fast', overTls: 'tls-gpt' },
  { family: 'compatible', model: 'local-llama', overTls: 'tls-llama' },
];
const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];
const cells = families.flatMap((family) => forms.map((form) => ({ ...family, ...form })));
type Cell = (typeof cells)[number];

const endpoint = (id: string, baseUrl: string, model: string) => ({
  id,
  baseUrl,
  models: [
    {
      id: model,
      upstreamId: model,
      inputPrice: 0.5,
      outputPrice: 2,
      ...(model === ANOTHER && { contextTokens: 2_000_000 }),
    },
  ],
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
        endpoint('local', `${url}/compatible/v1`, 'local-llama'),
        endpoint('another', `${url}/compatible/v1`, ANOTHER),
        endpoint('gpt-over-tls', `${tls}/openai/v1`, 'tls-gpt'),
        endpoint('llama-over-tls', `${tls}/compatible/v1`, 'tls-llama'),
      ]),
    ),
    anthropicEndpoints: anthropicEndpointsSchema.parse(
      JSON.stringify([endpoint('claude-over-tls', `${tls}/anthropic`, 'tls-claude')]),
    ),
  });
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

beforeEach(() => fixture.forgetFailures());

/** The run of one call that meets the fault, seen to its end. */
async function meet({ simulated }: ProviderFault, { model, overTls, stream }: Cell, others: string[]) {
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
  return { payload, run, money, text: textOf(events), last: events.at(-1), reported: reportedOf() };
}
type Met = Awaited<ReturnType<typeof meet>>;

const reportedOf = () => fixture.simulator.stats().calls.at(-1)?.reported ?? undefined;

function countOf({ runId: _, ...job }: LlmRunPayload, text: string): Usage {
  const inputTokens = countRequestTokens(openCall(job).parsed().request);
  return { ...noUsage, inputTokens, outputTokens: countTokens(text), estimated: true };
}

/** What the charge of the page is for this run, counted apart from the worker. */
function chargeOf(charge: Charge, { payload, run, text, reported }: Met): bigint {
  if (charge === 'nothing') return 0n;
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

function expectOutcome(met: Met, outcome: OutcomeName, { stream }: Cell, code: string | undefined): void {
  const { run, money, last, text } = met;
  const state = states[outcome] ?? 'done';
  const charged = chargeOf(stream ? chargedOutcomes[outcome].streamed : chargedOutcomes[outcome].plain, met);
  const shown = { state: run.state, code: run.errorCode, money, last: last?.type };
  const expected = { state, code: state === 'error' ? code : undefined, money: { charged, held: 0n } };
  expect(shown).toEqual({ ...expected, last: state === 'done' ? 'done' : 'failed' });
  if (outcome === 'failedBefore') expect(text).toBe('');
  if (outcome === 'cut') expect(text).not.toBe('');
  if (outcome === 'laterModel') expect(run.model).toBe(ANOTHER);
}

describe.each(cells)('a $form call of the $family family that meets', (cell) => {
  it.each(providerFaults)('$fault ends as it is written, and costs what is written', async (fault) => {
    expectOutcome(await meet(fault, cell, []), fault.alone, cell, fault.code);
  });

  it.each(providerFaults.filter(({ alone, withAnother }) => alone !== withAnother))(
    '$fault is never seen by a caller who allowed another model',
    async (fault) => {
      expectOutcome(await meet(fault, cell, [ANOTHER]), fault.withAnother, cell, undefined);
    },
  );
});
