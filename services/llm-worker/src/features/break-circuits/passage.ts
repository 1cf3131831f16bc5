import type { TrialVerdict } from './circuit.ts';

/** A call that may go out. Whoever holds it says once how the provider did; later words are not heard. */
export type Passage = {
  isAllowed: true;
  /** The answer has begun: enough for a trial, which nobody else should have to wait for. */
  begun(): void;
  /** The answer is whole. */
  succeeded(): void;
  /** The provider is at fault. */
  failed(): void;
  /** The provider is up and refused the call, for a limit or for what was asked. */
  refused(): void;
  /** Nobody knows: the call was given up by its caller. */
  abandoned(): void;
};

export type Verdicts = {
  noteOutcome(outcome: 'success' | 'failure'): void;
  /** Of a call that tries whether an open circuit may close. */
  endTrial?: (verdict: TrialVerdict) => void;
};

/** A trial is over as soon as its answer has begun; how it goes on counts as of any other call. */
export function createPassage({ noteOutcome, endTrial }: Verdicts): Passage {
  let trial = endTrial;
  let isOver = false;
  const endWith = (verdict: TrialVerdict, outcome?: 'success' | 'failure') => () => {
    if (isOver) return;
    isOver = true;
    if (trial) trial(verdict);
    else if (outcome !== undefined) noteOutcome(outcome);
  };
  return {
    isAllowed: true,
    begun() {
      if (!isOver) trial?.('closed');
      trial = undefined;
    },
    succeeded: endWith('closed', 'success'),
    failed: endWith('failed', 'failure'),
    refused: endWith('closed'),
    abandoned: endWith('released'),
  };
}
