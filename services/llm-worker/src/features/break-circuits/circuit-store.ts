import { CIRCUITS_KEY } from '@smart-ai-hub/run-pipeline';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { changeCircuitsScript } from './change-circuits.lua.ts';
import {
  type Circuit,
  type CircuitAnswer,
  type TrialVerdict,
  circuitAnswers,
  circuitPolicy,
  claim,
  endTrial,
  isOpen,
  newCircuit,
  note,
  renew,
} from './circuit.ts';

/** One thing to tell of a circuit, or to ask of it. */
export type CircuitChange = { id: string } & (
  | { kind: 'note'; successes: number; failures: number }
  | { kind: 'claim' | 'renew'; token: string }
  | { kind: 'endTrial'; token: string; verdict: TrialVerdict }
);

const replySchema = z.object({
  answers: z.array(z.enum(circuitAnswers)),
  open: z.array(z.object({ id: z.string(), pauseMs: z.number(), opensInMs: z.number(), claimedForMs: z.number() })),
});

/** What each change came to, in order, and all circuits that are not closed. */
export type CircuitsReply = z.output<typeof replySchema>;

/** Tells every worker to look again. It says nothing itself: what is true stands in the hash. */
export const CIRCUITS_CHANNEL = 'health:circuits:changed';
/** A model that nobody has called for so long starts anew. */
const FORGET_MS = 600_000;

type ScriptClient = Redis & { changeCircuits(...args: string[]): Promise<string> };

/** The circuits of all workers. A change is one round trip, all of it or none; it rejects soon when Redis is away. */
export type SharedCircuits = { change(changes: readonly CircuitChange[]): Promise<CircuitsReply> };

/** @param now the clock of all; Redis's own when absent, so that clocks of machines need not agree */
export function createSharedCircuits(redis: Redis, now?: () => number): SharedCircuits {
  redis.defineCommand('changeCircuits', { numberOfKeys: 1, lua: changeCircuitsScript });
  const client = redis as ScriptClient;
  const policy = JSON.stringify({ ...circuitPolicy, forgetMs: FORGET_MS });
  return {
    async change(changes) {
      const time = now ? String(now()) : '';
      const reply = await client.changeCircuits(CIRCUITS_KEY, policy, JSON.stringify(changes), CIRCUITS_CHANNEL, time);
      return replySchema.parse(JSON.parse(reply));
    },
  };
}

/** The same for one worker that is alone, in its memory. */
export type LocalCircuits = {
  change(changes: readonly CircuitChange[]): CircuitsReply;
  /** Begins from what all knew before. */
  adopt(open: CircuitsReply['open']): void;
};

export function createLocalCircuits(now: () => number): LocalCircuits {
  let circuits = new Map<string, Circuit>();
  const circuitOf = (id: string) => {
    const circuit = circuits.get(id) ?? newCircuit();
    circuits.set(id, circuit);
    return circuit;
  };
  return {
    change(changes) {
      const nowMs = now();
      const answers = changes.map((change) => apply(circuitOf(change.id), change, nowMs));
      const open = [...circuits].flatMap(([id, { pauseMs, openUntilMs, claim: claimed, ...rest }]) => {
        if (!isOpen({ pauseMs, openUntilMs, claim: claimed, ...rest })) return [];
        const claimedForMs = Math.max(0, (claimed?.untilMs ?? 0) - nowMs);
        return [{ id, pauseMs, opensInMs: Math.max(0, openUntilMs - nowMs), claimedForMs }];
      });
      return { answers, open };
    },
    adopt(open) {
      const nowMs = now();
      circuits = new Map(
        open.map(({ id, pauseMs, opensInMs, claimedForMs }) => {
          const claimed = claimedForMs > 0 ? { token: '', untilMs: nowMs + claimedForMs } : undefined;
          return [id, { ...newCircuit(), pauseMs, openUntilMs: nowMs + opensInMs, claim: claimed }];
        }),
      );
    },
  };
}

function apply(circuit: Circuit, change: CircuitChange, nowMs: number): CircuitAnswer {
  switch (change.kind) {
    case 'note':
      return note(circuit, change, nowMs);
    case 'claim':
      return claim(circuit, change.token, nowMs);
    case 'renew':
      return renew(circuit, change.token, nowMs);
    case 'endTrial':
      return endTrial(circuit, change.token, change.verdict, nowMs);
  }
}
