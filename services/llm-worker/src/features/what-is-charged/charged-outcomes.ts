/** What a call costs, by how it ended. */
export type Charge = keyof typeof chargeWords;

export const chargeWords = {
  nothing: 'nothing',
  usage: 'price of the reported usage',
  counted: 'price of what the hub counts',
  told: 'input and what was streamed',
  produced: 'input and what was produced',
  cap: 'price of what was produced, the cap at most',
  input: 'the input',
  parts: 'both parts, each at its model’s price',
  once: 'the input once, and the whole answer',
  later: 'price of the one that answered, nothing for the others',
  noMore: 'nothing more',
  never: 'never streamed',
} as const;

export type ChargedOutcome = {
  outcome: string;
  /** The same in few words, where it is what becomes of a fault. */
  inShort?: string;
  plain: Charge;
  streamed: Charge;
  /** The test that shows it: its file, from the root of the repository, and a part of its title. */
  shownBy: { file: string; title: string };
};

const WORKER = 'services/llm-worker/src/features/execute-run';
const MATRIX = 'services/llm-worker/src/features/what-is-charged/provider-faults.int.test.ts';

/** The table of docs/what-is-charged.md. The faults of providers in provider-faults.ts name its rows. */
export const chargedOutcomes = {
  finished: {
    outcome: 'finished (also by `max_tokens`, a stop sequence, a tool call)',
    inShort: 'answered whole',
    ...{ plain: 'usage', streamed: 'usage' },
    shownBy: { file: `${WORKER}/execute-run.int.test.ts`, title: 'that finishes is the price of the usage' },
  },
  uncounted: {
    outcome: 'finished, and the provider did not report its usage',
    inShort: 'answered whole, its usage counted by the hub',
    ...{ plain: 'counted', streamed: 'counted' },
    shownBy: { file: MATRIX, title: 'ends as it is written, and costs what is written' },
  },
  filteredWithin: {
    outcome: 'stopped in the middle by the provider’s content filter (stop reason `refusal`)',
    inShort: 'stopped in the middle, stop reason `refusal`',
    ...{ plain: 'usage', streamed: 'usage' },
    shownBy: { file: MATRIX, title: 'ends as it is written, and costs what is written' },
  },
  refused: {
    outcome: 'refused before it started (bad request, no credit, unknown model, queue away)',
    ...{ plain: 'nothing', streamed: 'nothing' },
    shownBy: {
      file: 'services/api-gateway/src/features/calls/dialects.int.test.ts',
      title: 'that its account cannot pay is refused with 402',
    },
  },
  capped: {
    outcome: 'cut by the cost cap of the call',
    ...{ plain: 'cap', streamed: 'cap' },
    shownBy: { file: `${WORKER}/cost-cap.int.test.ts`, title: 'is cut there, closes its provider’s socket' },
  },
  repeated: {
    outcome: 'the same Idempotency-Key again',
    ...{ plain: 'noMore', streamed: 'noMore' },
    shownBy: {
      file: 'services/api-gateway/src/features/calls/dialects.int.test.ts',
      title: 'with a known Idempotency-Key gets the same answer again, and pays once',
    },
  },
  failedBefore: {
    outcome: 'failed before the first piece of the answer',
    inShort: 'failed before the first piece',
    ...{ plain: 'nothing', streamed: 'nothing' },
    shownBy: { file: MATRIX, title: 'ends as it is written, and costs what is written' },
  },
  laterModel: {
    outcome: 'the first models failed so, and a later one of the list answered',
    inShort: 'answered whole by the other model',
    ...{ plain: 'later', streamed: 'later' },
    shownBy: { file: MATRIX, title: 'is never seen by a caller who allowed another model' },
  },
  allFailed: {
    outcome: 'all models of the list failed before the first piece',
    ...{ plain: 'nothing', streamed: 'nothing' },
    shownBy: {
      file: `${WORKER}/failover.int.test.ts`,
      title: 'fails as the second does is one typed error, and costs nothing',
    },
  },
  rescued: {
    outcome: 'cut in the middle by the provider, and finished by the next model of the list',
    inShort: 'the rest is told by the other model',
    ...{ plain: 'parts', streamed: 'parts' },
    shownBy: { file: MATRIX, title: 'is never seen by a caller who allowed another model' },
  },
  cut: {
    outcome: 'cut in the middle by the provider, and not finished',
    inShort: 'cut in the middle',
    ...{ plain: 'nothing', streamed: 'told' },
    shownBy: { file: MATRIX, title: 'ends as it is written, and costs what is written' },
  },
  workerFollowed: {
    outcome: 'its worker died in the middle, and the same model finished it',
    ...{ plain: 'once', streamed: 'once' },
    shownBy: { file: `${WORKER}/rescue.int.test.ts`, title: 'the same model finishes it and nothing is paid twice' },
  },
  workerDied: {
    outcome: 'its worker died in the middle, and it may not be gone on with',
    ...{ plain: 'nothing', streamed: 'told' },
    shownBy: { file: `${WORKER}/take-over.int.test.ts`, title: 'is ended where nobody may go on, not begun again' },
  },
  cancelledBefore: {
    outcome: 'cancelled or hung up before the first piece',
    ...{ plain: 'nothing', streamed: 'nothing' },
    shownBy: {
      file: `${WORKER}/execute-run.int.test.ts`,
      title: 'that is cancelled before the first piece is nothing',
    },
  },
  cancelledWithin: {
    outcome: 'cancelled or hung up in the middle',
    ...{ plain: 'produced', streamed: 'told' },
    shownBy: {
      file: `${WORKER}/execute-run.int.test.ts`,
      title: 'that is cancelled in the middle is what was produced',
    },
  },
  embedded: {
    outcome: 'embeddings, answered',
    ...{ plain: 'input', streamed: 'never' },
    shownBy: { file: `${WORKER}/embed-texts.int.test.ts`, title: 'is charged for its input alone' },
  },
  embeddingsFailed: {
    outcome: 'embeddings that failed, in whatever place',
    ...{ plain: 'nothing', streamed: 'never' },
    shownBy: { file: `${WORKER}/embed-texts.int.test.ts`, title: 'that its provider ends by %s costs nothing' },
  },
} as const satisfies Record<string, ChargedOutcome>;

export type OutcomeName = keyof typeof chargedOutcomes;
