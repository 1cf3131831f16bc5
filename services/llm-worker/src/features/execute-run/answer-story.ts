import {
  type ChatRequest,
  type EmbeddingRequest,
  type ErrorCode,
  type ModelCard,
  type ProviderEvent,
  type Usage,
  addUsage,
  noUsage,
} from '@smart-ai-hub/contracts';
import { type Continuation, type ModelCall, type RunCall, continueCall, isContinuable } from '@smart-ai-hub/dialects';
import type { RunCandidate } from '@smart-ai-hub/ledger';
import type { ClaimedRun } from './claimed-run.ts';

/** What one model wrote of an answer. */
export type AnswerPart = { candidate: RunCandidate; usage: Usage };

/** What has been said of an answer before this claim of its run: its worker died. */
export type ToldAnswer = { parts: AnswerPart[]; said: string; hasOnlyText: boolean };

/** What has been said of an answer so far and by whom, so that another model can go on with it where one breaks off. */
export type AnswerStory = {
  /** Hears every event of the model that writes now. */
  observe(event: ProviderEvent): void;
  /** Whether the model that writes now has said anything. */
  hasSpoken(): boolean;
  said(): string;
  /** The model that wrote breaks off: what it wrote is a part of the answer. */
  close(part: AnswerPart, reason: ErrorCode): void;
  /** Why the model before did not finish; undefined while nobody has broken off. */
  broken(): ErrorCode | undefined;
  /** Of the model that broke off last. */
  lastUsage(): Usage;
  parts(): readonly AnswerPart[];
  /** Whether what is there may be finished, by whichever model. */
  isOpen(): boolean;
  /** The call for a model: the caller's own, or one that asks for the rest. */
  callFor(card: ModelCard): ModelCall;
  /** What was asked for with it, to count its tokens. */
  readRequest(): ChatRequest | EmbeddingRequest;
  /** A model refused to go on with an answer that stands at the end of its prompt: it is told to in words. */
  avoidPrefill(): boolean;
};

export function createAnswerStory(run: ClaimedRun, told?: ToldAnswer): AnswerStory {
  const parts = [...(told?.parts ?? [])];
  // A model whose worker died has not failed: it finishes its answer itself, whether or not the caller allowed another one.
  const mayGoOn = run.payload.rescue !== false && (run.candidates.length > 1 || told !== undefined);
  let said = told?.said ?? '';
  let hasOnlyText = told?.hasOnlyText ?? true;
  let hasSpoken = false;
  let canPrefill = true;
  let asked: RunCall = run.call;
  let reason: ErrorCode | undefined = told && 'run_interrupted';

  const chatCall = (): ModelCall => {
    if (run.call.kind === 'chat') return run.call;
    throw new TypeError('embeddings have no story');
  };
  return {
    observe(event) {
      if (event.type === 'usage' || event.type === 'finish' || (event.type === 'wire' && !event.isContent)) return;
      hasSpoken = true;
      if (event.type === 'text') said += mayGoOn ? event.text : '';
      else if (event.type !== 'reasoning') hasOnlyText = false;
    },
    hasSpoken: () => hasSpoken,
    said: () => said,
    close(part, code) {
      parts.push(part);
      hasSpoken = false;
      reason = code;
    },
    broken: () => reason,
    lastUsage: () => parts.at(-1)?.usage ?? noUsage,
    parts: () => parts,
    isOpen: () => mayGoOn && hasOnlyText && said !== '' && run.call.kind === 'chat' && isContinuable(run.call),
    callFor(card) {
      if (parts.length === 0) return chatCall();
      const usedTokens = totalOf(parts).outputTokens;
      const call = continueCall(chatCall(), said, continuationFor(card, canPrefill), usedTokens);
      asked = call;
      return call;
    },
    readRequest: () => asked.parsed().request,
    avoidPrefill() {
      if (parts.length === 0 || !canPrefill) return false;
      canPrefill = false;
      return true;
    },
  };
}

/** Only Anthropic's models take the end of a conversation for the beginning of their answer, and the newer ones refuse it. */
function continuationFor({ dialects, capabilities }: ModelCard, canPrefill: boolean): Continuation {
  const takesPrefill = dialects.includes('anthropic-messages') && capabilities.prefill !== false;
  return takesPrefill && canPrefill ? 'prefill' : 'instruction';
}

/** The usage of all parts together. */
export function totalOf(parts: readonly AnswerPart[]): Usage {
  return parts.reduce((sum, { usage }) => addUsage(sum, usage), noUsage);
}
