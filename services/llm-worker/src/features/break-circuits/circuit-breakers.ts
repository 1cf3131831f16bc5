import { randomUUID } from 'node:crypto';
import { type CircuitChange, type CircuitsReply, type SharedCircuits, createLocalCircuits } from './circuit-store.ts';
import { type Passage, createPassage } from './passage.ts';

export type CircuitBreakers = {
  /** Asks to call a model of a provider. A refusal says when it will be tried again. */
  enter(provider: string, model: string): Promise<Passage | { isAllowed: false; retryAfterMs: number }>;
  /** Tells the other workers what went well since the last time, and hears what they found out. Never rejects. */
  sync(): Promise<void>;
};

export type CircuitEvents = {
  /** Hears how many circuits of a provider are open, whenever that changes. */
  onChange?: (provider: string, open: number) => void;
  /** Hears of a circuit that an outcome of this worker's opened or closed. */
  onTurn?: (provider: string, to: 'opened' | 'closed') => void;
  /** Hears that Redis could not be told: this worker goes by what it knows itself. */
  onAlone?: (error: unknown) => void;
};

/** This worker's copy of a circuit, and what it has to tell of it. */
type Watched = {
  id: string;
  provider: string;
  isOpen: boolean;
  /** Until then nobody may call, or a call that tries is waited for. */
  closedUntilMs: number;
  /** Successes that the others have not been told of. */
  untold: number;
  /** The call of this worker that tries. */
  trial: string | undefined;
  /** A failure that is being told: what it means is known when that is over. */
  telling: Promise<unknown> | undefined;
};

const LEAST_WAIT_MS = 1_000;

/**
 * A breaker for each model of each provider, the same for all workers: what calls come to is written to Redis, and each worker
 * keeps a copy, so that a call of a healthy model waits for nothing. Open, it lets nothing through for 10 s, doubling to 120 s;
 * then one real call of all workers is the trial, and whoever comes meanwhile is still refused.
 */
export function createCircuitBreakers(
  shared: SharedCircuits,
  events: CircuitEvents = {},
  now: () => number = Date.now,
): CircuitBreakers {
  const { copies, tell, tellAtOnce } = createNews(shared, events, now);
  const passageOf = (watched: Watched, token?: string): Passage =>
    createPassage({
      noteOutcome(outcome) {
        if (outcome === 'success') watched.untold += 1;
        else tellAtOnce(watched, { id: watched.id, kind: 'note', successes: takeUntold(watched), failures: 1 });
      },
      ...(token !== undefined && {
        endTrial(verdict) {
          if (watched.trial === token) watched.trial = undefined;
          tellAtOnce(watched, { id: watched.id, kind: 'endTrial', token, verdict });
        },
      }),
    });

  return {
    async enter(provider, model) {
      const watched = copies.of(JSON.stringify([provider, model]));
      if (watched.telling) await watched.telling;
      if (!watched.isOpen) return passageOf(watched);
      const wait = watched.closedUntilMs - now();
      if (wait > 0) return { isAllowed: false, retryAfterMs: wait };
      const token = randomUUID();
      const [answer] = (await tell([{ id: watched.id, kind: 'claim', token }])).answers;
      if (answer === 'closed') return passageOf(watched);
      if (answer === 'claimed') {
        watched.trial = token;
        return passageOf(watched, token);
      }
      return { isAllowed: false, retryAfterMs: Math.max(watched.closedUntilMs - now(), LEAST_WAIT_MS) };
    },
    async sync() {
      await tell(copies.all().flatMap(newsOf));
    },
  };
}

/** What goes to all workers and comes from them; with Redis away, what this one makes of it alone. */
function createNews(shared: SharedCircuits, events: CircuitEvents, now: () => number) {
  const alone = createLocalCircuits(now);
  const copies = createCopies(now, events.onChange);

  const tell = async (changes: CircuitChange[]): Promise<CircuitsReply> => {
    const reply = await askShared(changes);
    copies.learn(reply);
    for (const [at, answer] of reply.answers.entries()) {
      const change = changes[at];
      const isTurn = answer === 'opened' || (answer === 'closed' && change?.kind === 'endTrial');
      if (change && isTurn) events.onTurn?.(copies.of(change.id).provider, answer);
    }
    return reply;
  };
  const askShared = async (changes: CircuitChange[]): Promise<CircuitsReply> => {
    try {
      const reply = await shared.change(changes);
      alone.adopt(reply.open);
      return reply;
    } catch (error) {
      events.onAlone?.(error);
      return alone.change(changes);
    }
  };
  const tellAtOnce = (watched: Watched, change: CircuitChange) => {
    const telling = tell([change]).finally(() => {
      if (watched.telling === telling) watched.telling = undefined;
    });
    watched.telling = telling;
  };
  return { copies, tell, tellAtOnce };
}

function newsOf(watched: Watched): CircuitChange[] {
  const { id, untold, trial } = watched;
  return [
    ...(untold > 0 ? [{ id, kind: 'note' as const, successes: takeUntold(watched), failures: 0 }] : []),
    ...(trial === undefined ? [] : [{ id, kind: 'renew' as const, token: trial }]),
  ];
}

function takeUntold(watched: Watched): number {
  const { untold } = watched;
  watched.untold = 0;
  return untold;
}

/** The copies by their ids, which hold provider and model. */
function createCopies(now: () => number, onChange: CircuitEvents['onChange']) {
  const copies = new Map<string, Watched>();
  const reported = new Map<string, number>();
  const of = (id: string): Watched => {
    const known = copies.get(id);
    if (known) return known;
    const [provider = ''] = JSON.parse(id) as string[];
    const state = { isOpen: false, closedUntilMs: 0, untold: 0, trial: undefined, telling: undefined };
    const watched: Watched = { id, provider, ...state };
    copies.set(id, watched);
    return watched;
  };
  const report = () => {
    for (const [provider, own] of Map.groupBy(copies.values(), (one) => one.provider)) {
      const open = own.filter(({ isOpen }) => isOpen).length;
      if (open !== (reported.get(provider) ?? 0)) onChange?.(provider, open);
      reported.set(provider, open);
    }
  };
  return {
    of,
    all: () => [...copies.values()],
    learn({ open }: CircuitsReply) {
      for (const watched of copies.values()) watched.isOpen = false;
      for (const { id, opensInMs, claimedForMs } of open) {
        Object.assign(of(id), { isOpen: true, closedUntilMs: now() + Math.max(opensInMs, claimedForMs) });
      }
      report();
    },
  };
}
